import { createMemo, createSignal, onCleanup, untrack } from "solid-js";

import type { Attachment, Message } from "../../../../src/protocol/message";
import type { Chat } from "../../../live/chat";
import { hidesWords } from "../../../messages/blocked/hides";
import { change, live } from "../../../messages/changes/live";
import { fetchPage, type HistoryEntry } from "../../../messages/history";
import { isTile } from "../../boxes";
import { fetchShared } from "../../room/fetch";
import type { Viewing } from "./viewing";

/** A picture or video of a room. */
export interface Leaf {
  key: string;
  message: Message;
  file: Attachment;
}

const PAGE = 50;

/** The pictures and videos of a room around one of them, which grow to both sides as one turns the leaves. */
export function createAlbum(chat: Chat, { roomId, seq, fileId, among }: Viewing) {
  const timeline = untrack(() => chat.messages.find(roomId));
  const start = among ?? (timeline?.entries ?? []).filter(isShown);
  const [messages, setMessages] = createSignal(start.filter(hasTiles));
  // Up to where the room is known: what is loaded there may be without a picture.
  let newest = among || timeline?.isLive ? Infinity : (timeline?.last ?? seq);
  const [isWhole, setWhole] = createSignal(false);
  const [isNewest, setNewest] = createSignal(newest === Infinity);
  // What is on its way, by side.
  const fetching = new Map<number, Promise<void>>();

  const leaves = createMemo(() =>
    messages()
      .filter((one) => one.deletedAt === null && (one.seq === seq || !hidesWords(chat, roomId, one.authorId)))
      .flatMap((message) => message.attachments.filter(isTile).map((file) => leafOf(message, file))),
  );
  const [key, setKey] = createSignal(`${seq} ${fileId}`);
  const index = () => leaves().findIndex((leaf) => leaf.key === key());
  const at = (nth: number): Leaf | undefined => leaves()[nth];

  onCleanup(
    chat.onFrame((frame) => {
      if (frame.type === "messages.changed" && frame.roomId === roomId)
        for (const message of frame.messages)
          change(
            untrack(messages).find((one) => one.seq === message.seq),
            message,
            false,
          );
      if (frame.type === "message.new" && frame.message.roomId === roomId && newest === Infinity)
        add([], [frame.message]);
    }),
  );

  /** Goes to the next one on that side, if there is any. */
  async function turn(by: 1 | -1): Promise<void> {
    const next = () => {
      const here = untrack(index);
      return here < 0 ? undefined : untrack(() => at(here + by));
    };
    if (!next()) await fetchMore(by);
    const leaf = next();
    if (leaf) setKey(leaf.key);
    // The next press must not wait.
    const left = by > 0 ? leaves().length - 1 - index() : index();
    if (left < 3) void fetchMore(by).catch(() => undefined);
  }

  async function fetchMore(by: 1 | -1): Promise<void> {
    if (untrack(by < 0 ? isWhole : isNewest)) return undefined;
    const pending = fetching.get(by) ?? (by < 0 ? fetchOlder() : fetchNewer());
    fetching.set(by, pending);
    return pending.finally(() => fetching.delete(by));
  }

  async function fetchOlder(): Promise<void> {
    const before = untrack(messages)[0]?.seq ?? seq;
    const page = await fetchShared(roomId, { kind: "media", before, limit: PAGE });
    chat.users.learn(page.users);
    setWhole(page.cursor === null);
    add([...page.messages].reverse(), []);
  }

  // The list of a room's files goes one way only, towards the oldest.
  async function fetchNewer(): Promise<void> {
    while (newest !== Infinity) {
      const page = await fetchPage(roomId, { after: newest }, 100);
      chat.users.learn(page.users);
      newest = page.more.after ? (page.messages.at(-1)?.seq ?? Infinity) : Infinity;
      setNewest(newest === Infinity);
      const found = page.messages.filter(isShown).filter(hasTiles);
      add([], found);
      if (found.length > 0) return;
    }
  }

  function add(older: Message[], newer: Message[]): void {
    const known = new Set(untrack(messages).map((one) => one.seq));
    const fresh = (some: Message[]) =>
      some.filter((one) => hasTiles(one) && !known.has(one.seq)).map((one) => live(one) as Message);
    setMessages((all) => [...fresh(older), ...all, ...fresh(newer)]);
  }

  /** Whether this is the last one on that side. */
  const isAtEnd = (by: 1 | -1): boolean =>
    by < 0 ? isWhole() && index() <= 0 : isNewest() && index() >= leaves().length - 1;

  return { leaves, index, at, turn, isAtEnd, goTo: (leaf: Leaf): void => void setKey(leaf.key) };
}

const leafOf = (message: Message, file: Attachment): Leaf => ({
  key: `${message.seq} ${file.id}`,
  message,
  file,
});

const isShown = (entry: HistoryEntry): entry is Message => entry.kind !== "hidden";
const hasTiles = (message: Message): boolean => message.attachments.some(isTile);
