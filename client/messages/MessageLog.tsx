import {
  createComputed,
  createEffect,
  createMemo,
  createSelector,
  createSignal,
  Match,
  on,
  Show,
  Switch,
} from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";

import { words } from "../i18n/words";
import { composerField, createEscape } from "../keyboard/escape";
import { useChat } from "../live/chat";
import { openedMenu } from "../menus/opened";
import { createReading } from "../reading/dwell/reading";
import { coversRoom } from "../search/opened";
import { LogExtras, MessageMenu, Notice, ToMention } from "../shell/extras/extras";
import { Extra } from "../ui/later/Later";
import { createFolding } from "./blocked/folding";
import { createCatchUp } from "./catchup/catchUp";
import { MessagesSkeleton } from "./conversation/MessagesSkeleton";
import { Row } from "./rows/Row";
import { isDraft, isShown, type RowItem, type RowContext } from "./view/item";
import { createAnnouncer } from "./view/news";
import { Empty, Failed, Notices, ToNewest } from "./view/Notes";
import { createPaging } from "./view/paging";
import { createRoving } from "./view/roving";
import { createScroller } from "./view/scroller";

// How much of the view stays free above the message that is shown: some of what precedes it.
const ABOVE = 0.3;

// In px. Rows are measured ahead on both sides, because measuring a row in view may move its neighbours.
const BUFFER = 600;

/** The room's messages. At the end it follows new messages; further up it keeps the view still. */
export function MessageLog(props: { roomId: string; sentCount: number }) {
  const chat = useChat();
  const timeline = () => chat.messages.find(props.roomId);
  const own = () => chat.rooms.find(props.roomId)?.me;
  const unread = () => own()?.unread ?? 0;
  const isLive = () => timeline()?.isLive ?? false;
  const shown = createMemo(() => timeline()?.entries.filter(isShown) ?? []);
  // Whether a day or a group of bubbles begins with the oldest entry depends on the entry before it. Until that is loaded
  // the oldest entry is not shown, so that no row changes its size when a page is added above.
  const oldest = () => (timeline()?.hasBefore ? 1 : 0);
  const unfolded = createMemo(() => shown().slice(oldest()));
  const folding = createFolding({
    roomId: () => props.roomId,
    messages: unfolded,
    readUpTo: () => timeline()?.readUpTo,
  });
  const items = createMemo<RowItem[]>(() => [
    ...folding.rows(),
    ...(isLive() ? chat.outbox.of(props.roomId) : []),
  ]);
  // Drafts stand below the newest message. If that is not loaded, a notice counts them.
  const waiting = () =>
    isLive() ? 0 : chat.outbox.of(props.roomId).filter(({ state }) => state === "pending").length;
  const stretch = createMemo(() => (timeline()?.state === "ready" ? timeline()?.stretch : undefined));

  const scroller = createScroller(isLive, () => {
    void paging.fetchMore();
    reading.look();
  });
  const reading = createReading({
    roomId: () => props.roomId,
    list: scroller.list,
    isAtEnd: () => scroller.isAtEnd() && !coversRoom(),
    isPlaced: () => !scroller.isSettling() && !coversRoom(),
    endOf: folding.endOf,
  });
  const paging = createPaging(
    () => props.roomId,
    () => scroller,
  );
  const roving = createRoving(items, scroller, toEnd);

  const [pointed, setPointed] = createSignal<RowItem>();
  const [lit, setLit] = createSignal<number>();
  let openMenu: RowContext["openMenu"] | undefined;
  const [hasFailed, setFailed] = createSignal(false);
  const isPointedAt = createSelector(pointed);
  const isLit = createSelector(lit);
  const view: RowContext = {
    isPointedAt,
    pointAt: setPointed,
    isCurrent: roving.isCurrent,
    catchUp: createCatchUp(() => props.roomId, timeline),
    isLit,
    unlight: () => setLit(undefined),
    goTo: (seq) => void goTo(seq),
    openMenu: (message, button) => openMenu?.(message, button),
    runAt: folding.runAt,
    toggle: folding.toggle,
    focusRow: (seq) => show(indexOf(seq), undefined),
  };

  const open = () => chat.messages.open(props.roomId, own());
  // Before anything of the room is shown: what was loaded on an earlier visit ends with messages that nobody has seen here.
  createComputed(on(() => props.roomId, open));
  // Opening may have failed while offline.
  createEffect(on(chat.isOpen, (isOpen) => isOpen && timeline()?.state === "failed" && void open()));
  createEffect(on(() => props.sentCount, toEnd, { defer: true }));
  createEffect(on(items, scroller.follow));
  createEffect(on([stretch, isLive, coversRoom], scroller.look, { defer: true }));
  createEffect(on(openedMenu, (opened) => scroller.pin(opened?.about), { defer: true }));

  createAnnouncer(timeline);
  createEscape(() => {
    if (chat.outbox.quoteIn(props.roomId)) chat.outbox.quote(props.roomId, undefined);
    else if (!isLive() || !scroller.isAtEnd()) toEnd();
    else if (!scroller.list().contains(document.activeElement)) return false;
    composerField()?.focus({ preventScroll: true });
    return true;
  });

  function toEnd(): void {
    roving.forget();
    if (isLive()) scroller.toEnd();
    else void chat.messages.goTo(props.roomId, "end").catch(showFailure);
  }

  async function goTo(seq: number): Promise<void> {
    const here = indexOf(seq);
    if (here < 0) return chat.messages.goTo(props.roomId, seq).catch(showFailure);
    scroller.place(here, ABOVE);
    show(here, seq);
  }

  // Also of a message that is folded into the row of another one.
  const indexOf = (seq: number): number =>
    items().findIndex((item) => !isDraft(item) && item.seq <= seq && folding.endOf(item.seq) >= seq);

  function show(index: number, seq: number | undefined): void {
    setLit(seq);
    const item = items()[index];
    if (item) roving.focus(item);
  }

  function showFailure(): void {
    setFailed(true);
    setTimeout(() => setFailed(false), 4000);
  }

  // For each new stretch: a new list, and the row in it to show first.
  function showStretch(handle: VirtualizerHandle | undefined): void {
    if (!handle) return;
    const { lookedFor, readUpTo } = timeline() ?? {};
    const wanted = lookedFor ?? (readUpTo === undefined ? undefined : readUpTo + 1);
    const index =
      wanted === undefined
        ? -1
        : items().findIndex((item) => !isDraft(item) && folding.endOf(item.seq) >= wanted);
    // At once: the end must not count as read.
    scroller.hold(index >= 0);
    queueMicrotask(() => showRow(handle, index, lookedFor));
  }

  function showRow(handle: VirtualizerHandle, index: number, lookedFor: number | undefined): void {
    scroller.watch(handle);
    if (index < 0) return scroller.toEnd();
    scroller.place(index, ABOVE);
    if (lookedFor !== undefined) show(index, lookedFor);
  }

  return (
    <div class="timeline">
      <Extra>
        <Notice roomId={props.roomId} onGo={view.goTo} />
      </Extra>
      <div
        class="log"
        role="log"
        aria-label={words.messages}
        aria-live="off"
        aria-keyshortcuts="Shift+ArrowDown Shift+ArrowUp"
        aria-busy={!timeline() || timeline()?.state === "loading"}
        tabIndex={0}
        ref={(element) => {
          scroller.attach(element);
          element.addEventListener("keydown", roving.onKeyDownFirst, true);
        }}
        onScroll={() => scroller.onScroll()}
        onWheel={() => scroller.release()}
        onTouchMove={() => scroller.release()}
        onKeyDown={(event) => roving.onKeyDown(event)}
        onFocusIn={(event) => roving.onFocusIn(event)}
        onPointerLeave={() => setPointed(undefined)}
      >
        <Switch fallback={<MessagesSkeleton />}>
          <Match when={timeline()?.state === "failed"}>
            <Failed onRetry={() => void open()} />
          </Match>
          <Match when={stretch() !== undefined && items().length === 0 && !timeline()?.hasBefore}>
            <Empty />
          </Match>
          <Match when={stretch()} keyed>
            <Virtualizer
              ref={showStretch}
              as="section"
              data={items()}
              bufferSize={BUFFER}
              held={scroller.held}
              onResize={scroller.measured}
              shift={paging.isShifting()}
              keepMounted={roving.index() < 0 ? [] : [roving.index()]}
            >
              {(item, index) => (
                <Row
                  item={item}
                  before={items()[index() - 1] ?? shown()[oldest() - 1]}
                  after={items()[index() + 1]}
                  readUpTo={timeline()?.readUpTo}
                  view={view}
                />
              )}
            </Virtualizer>
          </Match>
        </Switch>
      </div>
      <Notices paging={paging} waiting={waiting()} hasFailed={hasFailed()} />
      <Extra>
        <LogExtras roomId={props.roomId} items={items()} scroller={scroller} />
      </Extra>
      <Show when={stretch() !== undefined && !scroller.isAtEnd() && scroller.isMoreBelow()}>
        <ToNewest unread={unread()} onGo={toEnd} />
        <Extra>
          <ToMention roomId={props.roomId} onGo={view.goTo} />
        </Extra>
      </Show>
      <Extra>
        <MessageMenu
          list={scroller.list()}
          find={(seq) => shown().findLast((one) => one.seq === seq)}
          onReady={(openFrom) => (openMenu = openFrom)}
        />
      </Extra>
    </div>
  );
}
