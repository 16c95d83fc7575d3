import { batch, createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { useChat } from "../../live/chat";
import { fetchMore, fetchReaders, type ListName, type MessageReaders } from "./fetch";

export type ReadersStore = ReturnType<typeof createReaders>;

// In ms, for each page that is shown: in a busy room a number falls many times a second.
const APART_MS = 400;
// The server's maximum.
export const PAGE = 100;

/**
 * Who has read that message, kept up to date while it is shown: asked for again when its number changes, and when the link
 * is back. A later failure leaves what is there.
 */
export function createReaders(message: Message) {
  const chat = useChat();
  const count = createMemo(() => chat.unread.of(message));
  const [readers, setReaders] = createSignal<MessageReaders>();
  const [isBusy, setBusy] = createSignal(false);
  const [hasFailed, setFailed] = createSignal(false);
  // Answers can overtake each other: only the latest request counts.
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => {
    clearTimeout(timer);
    asked++;
  });

  void load();
  createEffect(on(count, loadSoon, { defer: true }));
  // An answer that was under way may be lost with the link.
  createEffect(on(chat.isOpen, () => void load(), { defer: true }));

  // Not put off by further changes: in a busy room there would always be one. But what is under way comes first.
  function loadSoon(): void {
    const pages = Math.ceil(((readers()?.read.length ?? 0) + (readers()?.unread.length ?? 0)) / PAGE);
    timer ??= setTimeout(
      () => {
        timer = undefined;
        if (isBusy()) loadSoon();
        else void load();
      },
      APART_MS * Math.max(1, pages),
    );
  }

  function load(): Promise<void> {
    const before = untrack(readers);
    return run(() => fetchReaders(message, before));
  }

  /** Where that list is complete, nothing happens. */
  async function more(list: ListName): Promise<void> {
    const before = readers();
    if (before && before.next[list] !== null) await run(() => fetchMore(message, before, list));
  }

  async function run(fetch: () => Promise<MessageReaders>): Promise<void> {
    const turn = ++asked;
    batch(() => {
      setBusy(true);
      setFailed(false);
    });
    const found = await fetch().catch(() => undefined);
    if (turn !== asked) return;
    batch(() => {
      setBusy(false);
      setFailed(found === undefined);
      if (!found) return;
      chat.users.learn([...found.unread, ...found.read]);
      setReaders(found);
    });
  }

  return { readers, isBusy, hasFailed, load, more };
}
