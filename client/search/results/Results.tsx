import { createEffect, createMemo, For, Index, Match, onCleanup, onMount, Show, Switch } from "solid-js";

import type { Hit } from "../../../src/search/model";
import { dayOf } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import type { Searching } from "../searching";
import { searching as say } from "../words";
import { daysOf } from "./days";
import { HitOption } from "./HitOption";

interface ResultsProps {
  /** Of the listbox; each option's id is made of it and the message's place. */
  id: string;
  found: Searching;
  chosen: Hit | undefined;
  optionId: (hit: Hit) => string;
  isRoomShown: boolean;
  onGo: (hit: Hit) => void;
  /** What scrolls. */
  scroller: () => HTMLElement;
}

/** What was found, by day; or that nothing was, or why not. */
export function Results(props: ResultsProps) {
  const hits = () => props.found.hits();
  return (
    <Switch>
      <Match when={props.found.state() === "looking"}>
        <Skeleton />
      </Match>
      <Match when={props.found.state() === "failed"}>
        <ErrorState text={say().failed} onRetry={props.found.start} />
      </Match>
      <Match when={hits().length === 0 && !props.found.hasMore()}>
        <EmptyState title={say().nothing} hint={say().nothingHint} />
        <Incomplete found={props.found} />
      </Match>
      <Match when={true}>
        <Incomplete found={props.found} />
        <Found {...props} />
        <More found={props.found} />
      </Match>
    </Switch>
  );
}

// In px: how far before the end the next page is fetched.
const AHEAD = 600;

function Found(props: ResultsProps) {
  const days = createMemo(() => daysOf(props.found.hits(), dayOf));

  // Until the view is full; afterwards as one scrolls.
  createEffect(() => {
    days();
    queueMicrotask(fetchAhead);
  });
  function fetchAhead(): void {
    const list = props.scroller();
    const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < AHEAD;
    if (list.isConnected && isNear && props.found.more() !== "failed") props.found.fetchMore();
  }
  onMount(() => {
    const list = props.scroller();
    list.addEventListener("scroll", fetchAhead, { passive: true });
    onCleanup(() => list.removeEventListener("scroll", fetchAhead));
  });

  return (
    <div
      class="hits"
      classList={{ stale: props.found.isStale() }}
      role="listbox"
      id={props.id}
      aria-label={say().results}
      aria-busy={props.found.isStale()}
    >
      <Index each={days()}>
        {(one) => (
          <div role="group" aria-label={one().day}>
            <p class="finding-day" aria-hidden="true">
              {one().day}
            </p>
            <For each={one().hits}>
              {(hit) => (
                <HitOption
                  id={props.optionId(hit)}
                  hit={hit}
                  isChosen={hit === props.chosen}
                  isRoomShown={props.isRoomShown}
                  onGo={() => props.onGo(hit)}
                />
              )}
            </For>
          </div>
        )}
      </Index>
    </div>
  );
}

function More(props: { found: Searching }) {
  return (
    <Switch>
      <Match when={props.found.more() === "loading"}>
        <p class="finding-note" role="status">
          {say().loadingMore}
        </p>
      </Match>
      <Match when={props.found.more() === "failed"}>
        <p class="finding-note" role="alert">
          {say().moreFailed}{" "}
          <Button kind="quiet" onClick={props.found.fetchMore}>
            {say().again}
          </Button>
        </p>
      </Match>
    </Switch>
  );
}

function Incomplete(props: { found: Searching }) {
  return (
    <Show when={!props.found.isComplete()}>
      <p class="finding-note" role="status">
        {say().incomplete}{" "}
        <Button kind="quiet" onClick={props.found.start}>
          {say().searchAgain}
        </Button>
      </p>
    </Show>
  );
}
