import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import type { Page } from "./messages";
import { DraftRow, Row } from "./Row";

// In px. What still counts as the end, and how far from the beginning older messages are fetched.
const AT_END = 24;
const NEAR_BEGINNING = 600;

/** The room's messages. Follows the newest for whoever stands at the end, and keeps still for whoever reads above. */
export function Timeline(props: { roomId: string; said: number }) {
  const chat = useChat();
  const timeline = () => chat.messages.find(props.roomId);
  const messages = createMemo(() => timeline()?.entries.filter(isShown) ?? []);
  const drafts = () => chat.outbox.of(props.roomId);
  const [isAtEnd, setAtEnd] = createSignal(true);
  const isVisible = createVisibility();
  let list!: HTMLDivElement;
  let isFetching = false;

  onMount(() => {
    const size = new ResizeObserver(follow);
    size.observe(list);
    onCleanup(() => size.disconnect());
  });
  // Again on each connection: without one it may have failed.
  createEffect(on([() => props.roomId, chat.isOpen], ([roomId]) => void chat.messages.open(roomId)));
  createEffect(on(() => props.said, toEnd, { defer: true }));
  createEffect(on([messages, () => drafts().length], follow));
  createEffect(() => {
    if (chat.isOpen() && isVisible() && isAtEnd()) chat.read(props.roomId);
  });

  function toEnd(): void {
    setAtEnd(true);
    list.scrollTop = list.scrollHeight;
  }

  function follow(): void {
    if (isAtEnd()) list.scrollTop = list.scrollHeight;
    void fetchOlder();
  }

  function onScroll(): void {
    setAtEnd(list.scrollHeight - list.scrollTop - list.clientHeight < AT_END);
    void fetchOlder();
  }

  // A page may fill little of the screen, or nothing: what is hidden takes no place.
  async function fetchOlder(): Promise<void> {
    const wantsMore = () => timeline()?.hasBefore && list.isConnected && list.scrollTop < NEAR_BEGINNING;
    if (isFetching) return;
    isFetching = true;
    try {
      while (wantsMore()) showOlder(await chat.messages.fetchOlder(props.roomId));
    } catch {
      // Scrolling on asks again.
    }
    isFetching = false;
  }

  // What is above grows: the distance from the end is what stays.
  function showOlder(page: Page): void {
    const fromEnd = list.scrollHeight - list.scrollTop;
    chat.messages.prepend(props.roomId, page);
    list.scrollTop = list.scrollHeight - fromEnd;
  }

  return (
    <div class="timeline">
      <div
        class="log"
        role="log"
        aria-label={words.messages}
        aria-busy={timeline()?.state === "loading"}
        tabIndex={0}
        ref={(element) => (list = element)}
        onScroll={onScroll}
      >
        <Show when={timeline()?.state === "loading"}>
          <p class="waiting">{words.loading}</p>
        </Show>
        <Show when={timeline()?.state === "failed"}>
          <p class="waiting">
            {words.loadFailed}
            <button class="quiet" type="button" onClick={() => void chat.messages.open(props.roomId)}>
              {words.again}
            </button>
          </p>
        </Show>
        <For each={messages()}>
          {(message, index) => (
            <Row message={message} before={messages()[index() - 1]} after={messages()[index() + 1]} />
          )}
        </For>
        <For each={drafts()}>
          {(draft, index) => (
            <DraftRow draft={draft} before={index() === 0 ? messages().at(-1) : undefined} />
          )}
        </For>
      </div>
      <Show when={!isAtEnd()}>
        <button class="to-newest" type="button" aria-label={words.toNewest} onClick={toEnd}>
          ↓
        </button>
      </Show>
    </div>
  );
}

const isShown = (entry: { kind: string }): entry is Message => entry.kind !== "hidden";

function createVisibility(): () => boolean {
  const isSeen = () => document.visibilityState === "visible";
  const [isVisible, setVisible] = createSignal(isSeen());
  const update = () => setVisible(isSeen());
  document.addEventListener("visibilitychange", update);
  onCleanup(() => document.removeEventListener("visibilitychange", update));
  return isVisible;
}
