import { batch, createContext, createSignal, onCleanup, untrack, useContext } from "solid-js";

import type { ServerFrame } from "../../src/protocol/frames";
import type { Code } from "../../src/protocol/problem";
import type { User } from "../../src/protocol/user";
import { currentToken, onToken } from "../api";
import { forgetKept, keptOf, loadKept, ready } from "../auth/session";
import { createFriends } from "../friends/friends";
import type { HistoryEntry } from "../messages/history";
import { createRecovered } from "../messages/holes/recovered";
import { mentionsMe } from "../messages/mentions/tokens";
import { createMessages } from "../messages/messages";
import { createOutbox } from "../messages/outbox/outbox";
import { createQuotes } from "../messages/rows/quotes";
import { fetchSteps } from "../reading/fetch";
import { createUnread } from "../reading/unread";
import { createRooms } from "../rooms/rooms";
import { createTyping } from "../typing/typing";
import { createUsers } from "../users/users";
import type { FrameOf, HeadsPart } from "./frame";
import { createLink } from "./link";

export type Chat = ReturnType<typeof createChat>;

/** Everything of one signed-in user: their stores, and the link that keeps these up to date. */
export function createChat(me: User) {
  const users = createUsers(me.id);
  users.learn([me]);
  const link = createLink({
    userId: me.id,
    token: currentToken,
    ready,
    onFrame: receive,
    onMoved: () => outbox.resume(),
    onWatched: (roomId) => unread.onWatched(roomId),
  });
  const friends = createFriends(users);
  const rooms = createRooms(me, users.learn);
  const recovered = createRecovered(me.id);
  const messages = createMessages(learn, recovered, (roomId) =>
    link.isOpen() ? undefined : loadKept().then((kept) => kept.readMessages(me.id, roomId)),
  );
  const quotes = createQuotes({
    entriesIn: (roomId) => messages.find(roomId)?.entries ?? [],
    isMine: rooms.isOfMyTime,
  });
  const unread = createUnread({ rangeOf: messages.rangeOf, fetch: fetchSteps });
  const typing = createTyping(me.id);
  const { send, watch, watched, isOpen } = link;
  const outbox = createOutbox({ userId: me.id, send, isOpen, isInHistory: messages.holds });
  const listeners = new Set<(frame: ServerFrame) => void>();

  // What is kept changes nothing of a chat that has begun.
  const kept = untrack(() => keptOf(me.id));
  let epoch = kept?.epoch ?? "";
  const [hasPreviews, setHasPreviews] = createSignal(true);

  if (kept) {
    friends.restore(kept.friends, kept.blocked);
    rooms.restore(kept.rooms);
  }
  link.start();
  onCleanup(link.stop);
  onCleanup(users.stop);
  onCleanup(rooms.stop);
  onCleanup(outbox.stop);
  onCleanup(typing.stop);
  onCleanup(onToken((signedIn) => signedIn && link.send({ type: "renew", token: signedIn.accessToken })));

  function learn(entries: HistoryEntry[], found: User[]): void {
    users.learn(found);
    for (const entry of entries) {
      if (entry.kind === "text" && entry.authorId === me.id) outbox.remove(entry.clientId);
    }
  }

  // By room: how far I have read, as it was sent last.
  const lastRead = new Map<string, number>();

  // One frame is one update of the page.
  function receive(frame: ServerFrame): void {
    batch(() => {
      apply(frame);
      for (const listener of listeners) listener(frame);
    });
  }

  /** For parts of the page that are shown only at times. Returns a function that unsubscribes. */
  function onFrame(listener: (frame: ServerFrame) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  function apply(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        if (isOfAnotherPast(frame.epoch)) return void forgetKept().then(() => location.reload());
        setHasPreviews(!frame.noPreviews);
        compare(frame, { isFirst: true, isLast: frame.rooms.length < FULL });
        users.connected();
        return void friends.fetch();
      case "heads":
        return compare(frame, { isFirst: false, isLast: frame.last });
      case "message.sent":
        return outbox.acked(frame);
      case "refused":
        if (frame.ref === "read") readAgain(frame);
        return outbox.refused(frame);
      case "message.new":
        messages.receive(frame.message);
        typing.end({ roomId: frame.message.roomId, userId: frame.message.authorId });
        rooms.receive(frame.message);
        if (mentionsMe(frame.message, me.id) && !friends.isBlocked(frame.message.authorId))
          rooms.mentioned(frame.message);
        return;
      case "messages.changed":
        messages.changes.receive(frame);
        return rooms.receiveChanged(frame);
      case "mentioned":
        return rooms.mentioned(frame);
      case "reaction.mine":
        return messages.changes.receiveMine(frame);
      case "room.read":
        return rooms.moveCursor(frame.roomId, frame.seq, frame);
      case "room.unread":
        return unread.receive(frame, messages.headOf(frame.roomId));
      case "typing":
        return typing.receive(frame);
      case "presence":
        return friends.receivePresence(frame);
      case "room.joined":
        return rooms.joined(frame.room);
      case "room.left":
        messages.forget(frame.roomId);
        return rooms.remove(frame.roomId);
      case "room.changed":
        return rooms.change(frame);
      case "room.kept":
        return rooms.keep(frame);
      case "member.joined":
        rooms.memberJoined(frame);
        return users.learn([frame.user]);
      case "user.changed":
        users.receive(frame.user);
        return friends.renamed(frame.user);
      case "friend.changed":
        return friends.changed(frame);
      case "block.changed":
        return friends.blockChanged(frame);
      case "friend.removed":
        return friends.removed(frame.userId);
      case "member.left":
        rooms.memberLeft(frame);
        return typing.end(frame);
      // Whoever shows them listens.
      case "me.changed":
      case "me.notifications":
      // Not shown on this page.
      case "renewed":
      case "pong":
      // A welcome follows.
      case "reset":
      // The link handles it.
      case "drain":
        return;
      default:
        // A newer server may send more than this page knows.
        frame satisfies never;
    }
  }

  // After a restore seqs name other messages: what is here must not be taken for them. (An empty one says nothing.)
  function isOfAnotherPast(now: string): boolean {
    const before = epoch;
    epoch = now || before;
    return before !== "" && epoch !== before;
  }

  function compare(states: HeadsPart, part: { isFirst: boolean; isLast: boolean }): void {
    rooms.compare(states, part);
    for (const [roomId, head, , , rev] of states.rooms) {
      messages.headMoved(roomId, head);
      messages.changes.reached(roomId, rev);
    }
    if (part.isLast) outbox.tidy();
  }

  /** I have read the room up to this message. */
  function read(roomId: string, seq: number): void {
    const room = rooms.find(roomId);
    if (!room?.me || (seq <= room.me.cursor && !room.me.markedUnread)) return;
    const isSent = link.send({ type: "read", roomId, seq });
    lastRead.set(roomId, seq);
    // The server answers with `room.read`, which counts what is left. At the end nothing is; until that answer the badge
    // would flash for people who are looking at the room.
    if (isSent && seq >= room.head) rooms.moveCursor(roomId, seq, { unread: 0 });
  }

  /** The server could not store it now. Until it has, others see it as unread, and so do my other devices. */
  function readAgain({ roomId = "", code, retryAfterMs = READ_AGAIN_MS }: FrameOf<"refused">): void {
    const seq = lastRead.get(roomId);
    if (seq === undefined || !PASSING.has(code)) return;
    setTimeout(() => {
      if (lastRead.get(roomId) === seq) link.send({ type: "read", roomId, seq });
    }, retryAfterMs);
  }

  /** My profile as it is now; `me` is from sign-in, so only its id is up to date. */
  const myself = (): User => users.find(me.id) ?? me;

  return {
    me,
    myself,
    users,
    friends,
    rooms,
    messages,
    quotes,
    unread,
    typing,
    recovered,
    outbox,
    read,
    send,
    watch,
    watched,
    onFrame,
    isOpen,
    epoch: () => epoch,
    hasPreviews,
  };
}

// In ms, where the server does not say when.
const READ_AGAIN_MS = 2000;
const PASSING = new Set<Code>(["overloaded", "rate-limited", "read-only", "internal"]);
// A welcome with fewer rooms than this is complete; otherwise the rest comes in `heads`.
const FULL = 500;

const Context = createContext<Chat>();
export const ChatProvider = Context.Provider;

export function useChat(): Chat {
  const chat = useContext(Context);
  if (!chat) throw new Error("No chat around this component");
  return chat;
}
