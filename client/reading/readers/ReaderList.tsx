import { createMemo, createUniqueId, Match, Show, Switch } from "solid-js";

import { words } from "../../i18n/words";
import { ErrorState } from "../../ui/States";
import type { MessageReaders } from "./fetch";
import { Names, titleOf } from "./Names";
import type { ReadersStore } from "./readers";
import { ReaderTabs } from "./ReaderTabs";

/**
 * Who has not read it, and below who has. `isWhole`: all of them, so where one list is too long to find the other below it,
 * each stands behind a tab; else the first of each.
 */
export function ReaderList(props: { from: ReadersStore; isWhole: boolean }) {
  // Once they are long the tabs stay: people read on, and what one looks at should not turn into something else.
  const isLong = createMemo<boolean>(
    (before) => before || (props.isWhole && hasMore(props.from.readers())),
    false,
  );
  return (
    <Switch fallback={<p class="readers-note">{words.loading}</p>}>
      <Match when={isLong() && props.from.readers()}>
        {(readers) => <ReaderTabs from={props.from} readers={readers()} />}
      </Match>
      <Match when={props.from.readers()}>
        {(readers) => (
          <>
            <Section list="unread" readers={readers()} />
            <Section list="read" readers={readers()} />
          </>
        )}
      </Match>
      <Match when={props.from.hasFailed()}>
        <ErrorState onRetry={() => void props.from.load()} />
      </Match>
    </Switch>
  );
}

const hasMore = (readers: MessageReaders | undefined): boolean =>
  readers !== undefined && (readers.next.read !== null || readers.next.unread !== null);

function Section(props: { list: "read" | "unread"; readers: MessageReaders }) {
  const id = createUniqueId();
  return (
    <Show when={props.readers[`${props.list}Count`] > 0}>
      <section class="readers-group" aria-labelledby={id}>
        <p class="readers-title" id={id}>
          {titleOf(props.list, props.readers)}
        </p>
        <Names list={props.list} readers={props.readers} />
      </section>
    </Show>
  );
}
