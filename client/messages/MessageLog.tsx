import { createEffect, createMemo, createSelector, createSignal, Match, on, Show, Switch } from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";

import type { Message } from "../../src/protocol/message";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { TypingNotice } from "../typing/TypingNotice";
import { RecoveredNotice } from "./holes/RecoveredNotice";
import { Menu } from "./menu/Menu";
import { Row } from "./rows/Row";
import { isDraft, isShown, type RowItem, type Point, type RowContext } from "./view/item";
import { createNews } from "./view/news";
import { Empty, Failed, Notice, Skeleton } from "./view/Notes";
import { createPaging } from "./view/paging";
import { createRoving } from "./view/roving";
import { createScroller } from "./view/scroller";
import { createAttention, createReports } from "./view/seen";

// How much of the view stays free above what one came for: enough to see what it follows.
const ABOVE = 0.3;

// In ms: the server need not hear of every message of a busy room by itself.
const READ_APART = 300;

// In px, measured ahead on both sides: what is measured only once it is in view may move what is there.
const BUFFER = 600;

/** The room's messages. Follows the newest for whoever stands at the end, and keeps still for whoever reads above. */
export function MessageLog(props: { roomId: string; said: number }) {
  const chat = useChat();
  const timeline = () => chat.messages.find(props.roomId);
  const own = () => chat.rooms.find(props.roomId)?.me;
  const unread = () => own()?.unread ?? 0;
  const isLive = () => timeline()?.isLive ?? false;
  const shown = createMemo(() => timeline()?.entries.filter(isShown) ?? []);
  // Whether a day, or a breath, begins with the oldest one is known once the one before it is here: until then it waits,
  // and no row changes its size because of what comes in above.
  const oldest = () => (timeline()?.hasBefore ? 1 : 0);
  const items = createMemo<RowItem[]>(() => [
    ...shown().slice(oldest()),
    ...(isLive() ? chat.outbox.of(props.roomId) : []),
  ]);
  // What I said stands below the newest: where that is not here, it is only told of.
  const waiting = () =>
    isLive() ? 0 : chat.outbox.of(props.roomId).filter(({ state }) => state === "pending").length;
  const stretch = createMemo(() => (timeline()?.state === "ready" ? timeline()?.stretch : undefined));
  const isLooking = createAttention();

  const scroller = createScroller(isLive, () => void paging.fetchMore());
  const paging = createPaging(
    () => props.roomId,
    () => scroller,
  );
  const roving = createRoving(items, scroller, toEnd);

  const [pointed, setPointed] = createSignal<RowItem>();
  const [lit, setLit] = createSignal<number>();
  const [menu, setMenu] = createSignal<{ message: Message; at: Point }>();
  const [isLost, setLost] = createSignal(false);
  const isPointedAt = createSelector(pointed);
  const isLit = createSelector(lit);
  const view: RowContext = {
    isPointedAt,
    pointAt: setPointed,
    isLit,
    unlight: () => setLit(undefined),
    goTo: (seq) => void goTo(seq),
    openMenu: (message, at) => setMenu({ message, at }),
  };

  const open = () => chat.messages.open(props.roomId, own());
  createEffect(on(() => props.roomId, open));
  // Without a connection it may have failed.
  createEffect(on(chat.isOpen, (isOpen) => isOpen && timeline()?.state === "failed" && void open()));
  createEffect(on(() => props.said, toEnd, { defer: true }));
  createEffect(on(items, scroller.follow));
  createEffect(on([stretch, isLive], scroller.look, { defer: true }));

  createNews(timeline);

  const seen = () => {
    const now = timeline();
    const isSeen = now?.isLive && scroller.isAtEnd() && chat.isOpen() && isLooking();
    return isSeen ? `${now.last} ${own()?.cursor} ${own()?.markedUnread}` : undefined;
  };
  createReports(createMemo(seen), () => chat.read(props.roomId), READ_APART);

  function toEnd(): void {
    roving.forget();
    if (isLive()) scroller.toEnd();
    else void chat.messages.goToEnd(props.roomId).catch(lose);
  }

  async function goTo(seq: number): Promise<void> {
    const here = items().findIndex((item) => !isDraft(item) && item.seq === seq);
    if (here < 0) return chat.messages.goTo(props.roomId, seq).catch(lose);
    scroller.place(here, ABOVE);
    show(here, seq);
  }

  function show(index: number, seq: number): void {
    setLit(seq);
    const item = items()[index];
    if (item) roving.focus(item);
  }

  function lose(): void {
    setLost(true);
    setTimeout(() => setLost(false), 4000);
  }

  // Of each stretch anew: a list that has just been put together, and where in it one wants to stand.
  function arrive(handle: VirtualizerHandle | undefined): void {
    if (!handle) return;
    const { lookedFor, readUpTo } = timeline() ?? {};
    const wanted = lookedFor ?? (readUpTo === undefined ? undefined : readUpTo + 1);
    const index =
      wanted === undefined ? -1 : items().findIndex((item) => !isDraft(item) && item.seq >= wanted);
    // At once: nobody must take it for read.
    scroller.hold(index >= 0);
    queueMicrotask(() => land(handle, index, lookedFor));
  }

  function land(handle: VirtualizerHandle, index: number, lookedFor: number | undefined): void {
    scroller.watch(handle);
    if (index < 0) return scroller.toEnd();
    scroller.place(index, ABOVE);
    if (lookedFor !== undefined) show(index, lookedFor);
  }

  return (
    <div class="timeline">
      <div
        class="log"
        role="log"
        aria-label={words.messages}
        aria-live="off"
        aria-busy={!timeline() || timeline()?.state === "loading"}
        tabIndex={0}
        ref={(element) => scroller.attach(element)}
        onScroll={() => scroller.onScroll()}
        onWheel={() => scroller.release()}
        onTouchMove={() => scroller.release()}
        onKeyDown={(event) => roving.onKeyDown(event)}
        onFocusIn={(event) => roving.onFocusIn(event)}
        onPointerLeave={() => setPointed(undefined)}
      >
        <Switch fallback={<Skeleton />}>
          <Match when={timeline()?.state === "failed"}>
            <Failed onAgain={() => void open()} />
          </Match>
          <Match when={stretch() !== undefined && items().length === 0 && !timeline()?.hasBefore}>
            <Empty />
          </Match>
          <Match when={stretch()} keyed>
            <Virtualizer
              ref={arrive}
              as="section"
              data={items()}
              bufferSize={BUFFER}
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
      <Show when={paging.fetching()} keyed>
        {(way) => <Notice at={way} text={words.loading} />}
      </Show>
      <Show when={paging.failed()} keyed>
        {(way) => <Notice at={way} text={words.loadFailed} onAgain={paging.again} />}
      </Show>
      <Switch>
        <Match when={waiting() > 0}>
          <Notice at="older" text={words.waiting(waiting())} />
        </Match>
        <Match when={isLost()}>
          <Notice at="older" text={words.loadFailed} />
        </Match>
      </Switch>
      <Show when={stretch() !== undefined && !scroller.isAtEnd()}>
        <button class="to-newest" type="button" aria-label={words.toNewestOf(unread())} onClick={toEnd}>
          {unread() > 0 ? words.newMessages(unread()) : ""}
          <span aria-hidden="true">↓</span>
        </button>
      </Show>
      <TypingNotice roomId={props.roomId} />
      <RecoveredNotice roomId={props.roomId} />
      <Menu roomId={props.roomId} opened={menu()} onClose={() => setMenu(undefined)} />
    </div>
  );
}
