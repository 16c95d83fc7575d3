import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";

import type { Message } from "../../src/protocol/message";
import type { Hit } from "../../src/search/model";
import type { Chat } from "../live/chat";
import { hidesWords } from "../messages/blocked/hides";
import { fetchFound } from "./fetch";
import type { SearchRequest } from "./query";

export type Searching = ReturnType<typeof createSearching>;

type SearchState = "nothing" | "looking" | "found" | "failed";

// In ms, after the last keystroke.
const PAUSE_MS = 150;

/**
 * Searches while someone types. What was found before stays until the next answer has come, marked as stale; an answer to
 * anything but the latest query is dropped. Undefined: there is nothing to search for.
 */
export function createSearching(chat: Chat, query: () => SearchRequest | undefined) {
  const [state, setState] = createSignal<SearchState>("nothing");
  const [isStale, setStale] = createSignal(false);
  const [hits, setHits] = createSignal<Hit[]>([]);
  const [cursor, setCursor] = createSignal<string | null>(null);
  const [isComplete, setComplete] = createSignal(true);
  const [more, setMore] = createSignal<"idle" | "loading" | "failed">("idle");
  let pause: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;

  createEffect(on(query, schedule));
  onCleanup(cancel);
  onCleanup(
    chat.onFrame((frame) => {
      if (frame.type === "messages.changed") learn(frame.messages);
    }),
  );

  function schedule(now: SearchRequest | undefined): void {
    cancel();
    if (!now) {
      setHits([]);
      setStale(false);
      return void setState("nothing");
    }
    setStale(true);
    if (untrack(state) !== "found") setState("looking");
    pause = setTimeout(start, PAUSE_MS);
  }

  function cancel(): void {
    clearTimeout(pause);
    request?.abort();
    setMore("idle");
  }

  /** At once, and from the beginning. */
  function start(): void {
    cancel();
    const now = untrack(query);
    if (!now) return;
    if (untrack(state) === "failed") setState("looking");
    void load(now, undefined);
  }

  function fetchMore(): void {
    const [now, from] = [untrack(query), untrack(cursor)];
    if (!now || from === null || untrack(isStale) || untrack(more) === "loading") return;
    setMore("loading");
    void load(now, from);
  }

  async function load(now: SearchRequest, from: string | undefined): Promise<void> {
    const { signal } = (request = new AbortController());
    try {
      const page = await fetchFound({ ...now, cursor: from }, signal);
      if (signal.aborted) return;
      chat.users.learn(page.users);
      setHits((before) => [...(from === undefined ? [] : before), ...page.hits]);
      setCursor(page.cursor);
      setComplete(page.isComplete);
      setMore("idle");
      setStale(false);
      setState("found");
    } catch {
      if (signal.aborted) return;
      if (from === undefined) setState("failed");
      else setMore("failed");
    }
  }

  /** What was deleted is gone at once. Where a text was edited, nobody knows here where the words stand now. */
  function learn(changed: Message[]): void {
    const news = new Map(changed.map((message) => [keyOf(message), message]));
    if (!untrack(hits).some(({ message }) => news.has(keyOf(message)))) return;
    setHits((all) =>
      all.flatMap((hit) => {
        const now = news.get(keyOf(hit.message));
        if (!now) return [hit];
        if (now.deletedAt !== null) return [];
        return [{ message: now, ranges: now.text === hit.message.text ? hit.ranges : [] }];
      }),
    );
  }

  // I may have left a room meanwhile, or blocked someone.
  const shown = createMemo(() =>
    hits().filter(
      ({ message: { roomId, authorId } }) =>
        (!chat.rooms.isLoaded() || chat.rooms.find(roomId) !== undefined) &&
        !hidesWords(chat, roomId, authorId),
    ),
  );

  return {
    state,
    /** The hits belong to an earlier query. */
    isStale,
    hits: shown,
    hasMore: () => cursor() !== null,
    isComplete,
    more,
    start,
    fetchMore,
  };
}

const keyOf = ({ roomId, seq }: Pick<Message, "roomId" | "seq">): string => `${roomId} ${seq}`;
