import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  on,
  onCleanup,
  onMount,
  Show,
} from "solid-js";
import IconCalendar from "~icons/lucide/calendar-search";
import IconFilters from "~icons/lucide/sliders-horizontal";
import IconX from "~icons/lucide/x";

import type { Message } from "../../src/protocol/message";
import type { Hit } from "../../src/search/model";
import { words } from "../i18n/words";
import { hasHardwareKeyboard } from "../keyboard/composer/hardware";
import { useChat } from "../live/chat";
import { nameOf } from "../rooms/name";
import { hasTwoPanes } from "../shell/pane/width";
import { createReadOut } from "../ui/Announcer";
import { IconButton } from "../ui/Button";
import { GoToDate } from "./dates/GoToDate";
import { FilterChips } from "./filters/FilterChips";
import { Filters } from "./filters/Filters";
import { closeSearch, coversRoom, isAside, openSearch, searched, setAside } from "./opened";
import { createBack } from "./place/back";
import { createEscape } from "./place/escape";
import { createPlace } from "./place/place";
import type { SearchFilters, SearchRequest } from "./query";
import { createRecent } from "./recent/recent";
import { RecentList } from "./recent/RecentList";
import { Results } from "./results/Results";
import { createSearching } from "./searching";
import { type FieldControl, SearchInput } from "./SearchInput";
import { searching } from "./words";

/**
 * Over the left pane, so that what was found stays beside the room; on a phone over the page, and aside once a message is
 * gone to.
 */
export function SearchPage() {
  const chat = useChat();
  const id = createUniqueId();
  const recent = createRecent(chat.me.id);
  const [q, setQ] = createSignal("");
  const [filters, setFilters] = createSignal<SearchFilters>({});
  const [isDateShown, showDate] = createSignal(false);
  const [areFiltersShown, showFilters] = createSignal(false);
  const roomId = () => searched()?.roomId;
  const query = createMemo(
    (): SearchRequest | undefined => (q() === "" ? undefined : { q: q(), roomId: roomId(), ...filters() }),
    undefined,
    { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  const found = createSearching(chat, query);
  const place = createPlace({ onLeft: closeSearch, onReturned: () => setAside(false) });
  let page!: HTMLElement;
  let field!: FieldControl;
  let list!: HTMLElement;

  const [at, setAt] = createSignal(0);
  createEffect(on(query, () => (setAt(0), list.scrollTo(0, 0)), { defer: true }));
  const chosen = createMemo(() => found.hits()[Math.min(at(), found.hits().length - 1)]);
  const optionId = ({ message: { roomId: room, seq } }: Hit) => `${id}-${room}-${seq}`;
  const isListed = () => found.state() === "found" && chosen() !== undefined;
  createReadOut(() => {
    if (found.state() !== "found" || found.isStale()) return "";
    const count = found.hits().length;
    return count === 0 ? searching().nothing : searching().found(count, !found.hasMore());
  });

  // Asked for again: for another place, or from beside a room.
  createEffect(
    on(searched, () => {
      setAside(false);
      // Once it is shown.
      queueMicrotask(() => (field.focus(), field.select()));
    }),
  );
  onCleanup(() => setAside(false));
  createEscape({
    page: () => page,
    onClose: close,
    onBack: () => {
      if (!place.hasJumped()) return false;
      backToResults();
      return true;
    },
  });
  createBack(coversRoom, close);
  // The tab of the page that is below.
  const onClick = ({ target }: MouseEvent) =>
    void (target instanceof Element && target.closest(".tabs a") && closeSearch());
  onMount(() => document.addEventListener("click", onClick));
  onCleanup(() => document.removeEventListener("click", onClick));

  function close(): void {
    closeSearch();
    place.goBack();
  }

  function backToResults(): void {
    setAside(false);
    queueMicrotask(() => field.focus());
  }

  function move(step: 1 | -1): void {
    const last = found.hits().length - 1;
    if (!isListed()) return;
    setAt(Math.max(0, Math.min(last, Math.min(at(), last) + step)));
    document.getElementById(optionId(chosen()!))?.scrollIntoView({ block: "nearest" });
  }

  // What is on screen may still belong to what was typed before. On a phone the key puts the keyboard away.
  function enter(): void {
    if (q() !== "") recent.add(q());
    if (found.isStale()) found.start();
    else if (!hasHardwareKeyboard()) field.blur();
    else if (chosen()) go(chosen()!);
  }

  function go(hit: Hit): void {
    recent.add(q());
    setAt(found.hits().indexOf(hit));
    goTo(hit.message);
  }

  function goTo(message: Pick<Message, "roomId" | "seq">): void {
    setAside(true);
    place.jump(message);
  }

  const title = () => {
    const room = chat.rooms.find(roomId() ?? "");
    return room ? searching().titleIn(nameOf(room, chat.users)) : searching().title;
  };

  return (
    <>
      <section
        class="finding"
        classList={{ aside: isAside() }}
        role={hasTwoPanes() ? "region" : "main"}
        aria-label={title()}
        ref={(element) => (page = element)}
      >
        <header class="bar">
          <h1 class="bar-title" tabIndex={-1}>
            {searching().heading}
          </h1>
          <Show when={roomId() !== undefined}>
            <IconButton
              label={searching().toDate}
              aria-expanded={isDateShown()}
              onClick={() => showDate(!isDateShown())}
            >
              <IconCalendar aria-hidden="true" />
            </IconButton>
          </Show>
          <IconButton
            label={searching().filters}
            aria-expanded={areFiltersShown()}
            aria-controls={`${id}-filters`}
            onClick={() => showFilters(!areFiltersShown())}
          >
            <IconFilters aria-hidden="true" />
          </IconButton>
          <IconButton label={words.close} onClick={close}>
            <IconX aria-hidden="true" />
          </IconButton>
        </header>
        <SearchInput
          listId={id}
          chosenId={isListed() ? optionId(chosen()!) : undefined}
          onSearch={setQ}
          onMove={move}
          onEnter={enter}
          onReady={(control) => (field = control)}
        />
        <Show when={isDateShown() && roomId()}>
          {(room) => <GoToDate roomId={room()} onGo={(seq) => goTo({ roomId: room(), seq })} />}
        </Show>
        <FilterChips
          roomId={roomId()}
          filters={filters()}
          onRemove={(name) =>
            name === "roomId" ? openSearch() : setFilters((all) => ({ ...all, [name]: undefined }))
          }
        />
        <div class="finding-list" ref={(element) => (list = element)}>
          <Show when={areFiltersShown()}>
            <Filters
              id={`${id}-filters`}
              roomId={roomId()}
              filters={filters()}
              onChange={(change) => setFilters((all) => ({ ...all, ...change }))}
            />
          </Show>
          <Show
            when={found.state() !== "nothing"}
            fallback={<RecentList recent={recent} onChoose={(text) => field.write(text)} />}
          >
            <Results
              id={id}
              found={found}
              chosen={chosen()}
              optionId={optionId}
              isRoomShown={roomId() === undefined}
              onGo={go}
              scroller={() => list}
            />
          </Show>
        </div>
      </section>
      <Show when={isAside() && !hasTwoPanes()}>
        <button class="to-results" type="button" onClick={backToResults}>
          {searching().back}
        </button>
      </Show>
    </>
  );
}
