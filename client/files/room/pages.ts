import { createEffect, createSignal, on, onCleanup, untrack } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import type { Chat } from "../../live/chat";
import { hidesWords } from "../../messages/blocked/hides";
import { change, live } from "../../messages/changes/live";
import type { Loading } from "../../ui/States";
import { isTile } from "../boxes";
import { fetchShared, type SharedKind } from "./fetch";
import type { SharedFile } from "./months";

interface SharedOptions {
  roomId: () => string;
  kind: () => SharedKind;
  /** How many messages a page has. */
  limit: number;
}

/** A room's messages that hold something of a kind, the newest first: page by page, and as they come, change and go. */
export function createShared(chat: Chat, { roomId, kind, limit }: SharedOptions) {
  const [messages, setMessages] = createSignal<Message[]>([]);
  const [state, setState] = createSignal<Loading>("loading");
  const [cursor, setCursor] = createSignal<number | null>(null);
  let isFetching = false;
  // Answers to what was asked before the room or the kind changed are too late.
  let turn = 0;

  createEffect(on([roomId, kind], () => void restart()));
  onCleanup(
    chat.onFrame((frame) => {
      if (frame.type === "message.new" && frame.message.roomId === roomId()) receive(frame.message);
      if (frame.type === "messages.changed" && frame.roomId === roomId()) learn(frame.messages);
    }),
  );

  const shown = (): Message[] =>
    messages().filter((one) => one.deletedAt === null && !hidesWords(chat, one.roomId, one.authorId));

  async function restart(): Promise<void> {
    turn++;
    isFetching = false;
    setMessages([]);
    setCursor(null);
    setState("loading");
    await load();
  }

  /** The next page, if there is one. */
  async function fetchMore(): Promise<void> {
    if (untrack(cursor) !== null) await load();
  }

  async function load(): Promise<void> {
    if (isFetching) return;
    isFetching = true;
    const mine = turn;
    try {
      const before = untrack(cursor);
      const query = { kind: untrack(kind), limit, ...(before === null ? {} : { before }) };
      const page = await fetchShared(untrack(roomId), query);
      if (mine !== turn) return;
      chat.users.learn(page.users);
      setMessages((all) => merged(all, page.messages));
      setCursor(page.cursor);
      setState("ready");
    } catch {
      // What is there stays; the next scroll tries again.
      if (mine === turn && untrack(messages).length === 0) setState("failed");
    } finally {
      if (mine === turn) isFetching = false;
    }
  }

  function receive(message: Message): void {
    if (mayHold(message, untrack(kind))) setMessages((all) => merged(all, [message]));
  }

  function learn(changed: Message[]): void {
    const all = untrack(messages);
    for (const message of changed) {
      const known = all.find((one) => one.seq === message.seq);
      if (known) change(known, message, false);
      // An edit has given it one. Those before the cursor come with their page.
      else if (message.seq >= (untrack(cursor) ?? 0)) receive(message);
    }
  }

  return { messages, shown, state, fetchMore, restart, hasMore: () => cursor() !== null };
}

/** What of them is a file of the kind: of a message several. */
export const filesOf = (messages: Message[], kind: SharedKind): SharedFile[] =>
  messages.flatMap((message) =>
    message.attachments
      .filter((file) => isOfKind(file, kind))
      .map((file) => ({ key: `${message.seq} ${file.id}`, message, file })),
  );

/** A message with something that looks like an address may turn out to have no link. */
const mayHold = ({ text, attachments }: Message, kind: SharedKind): boolean =>
  kind === "link" ? /https?:\/\//iu.test(text) : attachments.some((file) => isOfKind(file, kind));

const isOfKind = ({ mediaType }: { mediaType: string }, kind: SharedKind): boolean =>
  kind === (/^(?:image|video)\//u.test(mediaType) ? "media" : "file");

/** Descending, each once. */
function merged(all: Message[], more: Message[]): Message[] {
  const known = new Set(all.map(({ seq }) => seq));
  const fresh = more.filter(({ seq }) => !known.has(seq)).map((one) => live(one) as Message);
  return [...all, ...fresh].sort((one, other) => other.seq - one.seq);
}

/** What the viewer can show of them, ascending. */
export const viewable = (messages: Message[]): Message[] =>
  messages.filter((one) => one.attachments.some(isTile)).reverse();
