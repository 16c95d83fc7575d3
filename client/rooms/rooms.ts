import { createMemo, createSignal } from "solid-js";
import { createStore, produce } from "solid-js/store";

import type { Message } from "../../src/protocol/message";
import type { Room } from "../../src/protocol/room";
import type { User } from "../../src/protocol/user";
import { api, ask, isRefused } from "../api";
import type { FrameOf, KeptRoom, HeadsPart } from "../live/frame";
import { mentionsMe } from "../messages/mentions/tokens";
import { withFace, withoutFace } from "./face/faces";
import { createChanges } from "./list/changes";
import { settingsIn } from "./list/kept";
import { createMissing } from "./list/missing";
import { newestFirst, placed } from "./list/order";
import { noticeAfter } from "./notice";

const PAGE = 100;
// In ms, after an answer that did not come.
const AGAIN_MS = 3000;

/** My rooms as the server sees them: fetched when something is missing, updated by frames. */
export function createRooms(me: User, learn: (users: User[]) => void) {
  const [rooms, setRooms] = createStore<Record<string, Room>>({});
  // What was kept in this browser may be out of date in what has no number, such as a title: all of it is fetched once.
  const [list, setList] = createSignal<"none" | "kept" | "current">("none");
  // Each comparison would read from the store.
  const sorted = createMemo(() =>
    Object.values(rooms)
      .map(placed)
      .sort(newestFirst)
      .map(({ room }) => room),
  );
  // The rooms that the current welcome has named so far.
  let named = new Set<string>();
  const changes = createChanges();
  let [listAsked, isStopped] = [0, false];
  const fetchMissing = createMissing({
    fetchPage: (cursor) => {
      listAsked = changes.now();
      return ask(() => api.rooms.get({ query: { limit: PAGE, cursor } }));
    },
    put: (room) => putAnswer(room, listAsked),
    onComplete: () => void setList("current"),
  });

  const find = (roomId: string): Room | undefined => rooms[roomId];

  /** For me, a private room begins where I joined. */
  function isOfMyTime(roomId: string, seq: number): boolean {
    const room = find(roomId);
    return room?.visibility === "public" || seq > (room?.me?.joinedSeq ?? Infinity);
  }

  /** After each connect. The server's cursor counts, even if ours is ahead: what we sent about it never arrived. */
  function compare({ rooms: states, kept }: HeadsPart, { isFirst, isLast }: Part): void {
    if (isFirst) named = new Set();
    const settingsOf = settingsIn(kept);
    const missing = new Map<string, number>();
    for (const [roomId, head, cursor, unread, rev] of states) {
      named.add(roomId);
      const known = find(roomId);
      putSettings(settingsOf(roomId));
      if (list() === "kept") missing.set(roomId, head);
      // A newer message has come since this was counted.
      if (known && known.head > head) {
        if (cursor > (known.me?.cursor ?? 0)) void fetchOne(roomId);
        continue;
      }
      if (known) setRooms(roomId, "me", { cursor, unread });
      if (known?.head !== head || known.rev < rev) missing.set(roomId, head);
    }
    if (isLast) Object.keys(rooms).forEach((roomId) => named.has(roomId) || remove(roomId));
    fetchMissing(missing);
  }

  function receive(message: Message): void {
    const { roomId, seq, authorId, kind } = message;
    const room = find(roomId);
    if (!room?.me || seq > room.head + 1) return void fetchOne(roomId);
    if (seq <= room.head) return;
    setRooms(roomId, { head: seq, lastMessage: message });
    if (kind === "system") return applyRole(message);
    // Sending a message marks all before it as read.
    if (authorId === me.id) moveCursor(roomId, seq, { unread: 0 });
    else setRooms(roomId, "me", "unread", room.me.unread + 1);
  }

  /** A role that I got or lost. */
  function applyRole({ roomId, event }: Message): void {
    if (event?.kind !== "role" || !event.userIds.includes(me.id)) return;
    if (event.role === "admin" || event.role === "member") setRooms(roomId, "me", "role", event.role);
  }

  /** Never moves backwards. */
  function moveCursor(roomId: string, cursor: number, { unread, markedUnread = false }: LeftUnread): void {
    const own = find(roomId)?.me;
    // An answer from before has the same cursor, and the mark.
    if (!own || own.markedUnread) changes.mark(roomId);
    if (own && cursor >= own.cursor) setRooms(roomId, "me", { cursor, unread, markedUnread });
  }

  function change(frame: FrameOf<"room.changed">): void {
    const { roomId, title, topic, imageUrl, visibility, readCounts, ownerId, memberCount } = frame;
    const face = { title, topic, imageUrl, visibility, readCounts, ownerId, memberCount };
    changes.mark(roomId);
    const own = find(roomId)?.me;
    if (!own) return;
    setRooms(roomId, face);
    // An owner who hands the room over stays as an admin.
    if (ownerId === me.id) setRooms(roomId, "me", "role", "owner");
    else if (own.role === "owner") setRooms(roomId, "me", "role", "admin");
  }

  function memberJoined({ roomId, user }: FrameOf<"member.joined">): void {
    changes.mark(roomId);
    if (find(roomId)?.kind === "group" && user.id !== me.id)
      setRooms(roomId, "faces", (faces) => withFace(faces, user));
  }

  function memberLeft({ roomId, userId }: FrameOf<"member.left">): void {
    changes.mark(roomId);
    const room = find(roomId);
    if (room?.kind !== "group") return;
    const faces = withoutFace(room.faces, userId);
    if (faces) setRooms(roomId, "faces", faces);
    else void fetchOne(roomId);
  }

  /** My own settings of the room, changed here or on another device. */
  function keep(settings: KeptRoom): void {
    changes.mark(settings.roomId);
    putSettings(settings);
  }

  function putSettings(settings: KeptRoom | undefined): void {
    if (!settings || !find(settings.roomId)?.me) return;
    const { roomId, notify, notifyUntil, favourite, markedUnread } = settings;
    setRooms(roomId, "me", { notify, notifyUntil, favourite, markedUnread });
  }

  function joined(room: Room): void {
    changes.mark(room.id);
    // A welcome in parts was begun before.
    named.add(room.id);
    put(room);
  }

  /** An answer can be older than the frames since, or older in one part and newer in another. */
  function put(room: Room): void {
    learn(room.peer ? [room.peer] : room.faces);
    const known = find(room.id);
    const heads = room.head - (known?.head ?? 0);
    const cursors = (room.me?.cursor ?? 0) - (known?.me?.cursor ?? 0);
    if (!known || (heads >= 0 && cursors >= 0)) setRooms(room.id, room);
    else if (heads > 0 || cursors > 0) void fetchOne(room.id);
  }

  function putAnswer(room: Room, asked: number): void {
    const worth = changes.worthOf(room.id, asked);
    if (worth === "counts") put(room);
    if (worth === "outdated") void fetchOne(room.id);
  }

  function remove(roomId: string): void {
    changes.mark(roomId, true);
    setRooms(produce((all) => void delete all[roomId]));
  }

  async function fetchOne(roomId: string): Promise<void> {
    const asked = changes.now();
    try {
      const { room } = await ask(() => api.rooms({ id: roomId }).get());
      if (room.me) putAnswer(room, asked);
    } catch (error) {
      if (isRefused(error, "not-found")) remove(roomId);
      // Nothing else may come that shows how the room is now.
      else setTimeout(() => !isStopped && void fetchOne(roomId), AGAIN_MS);
    }
  }

  return {
    find,
    isOfMyTime,
    sorted,
    /** Something can be shown; `isCurrent`: as the server has it. */
    isLoaded: () => list() !== "none",
    isCurrent: () => list() === "current",
    /** As they were when they were kept. */
    restore(all: Room[]): void {
      for (const room of all) put(room);
      // None: they may not have been kept in time, and nobody is taken for new because of that.
      if (all.length > 0) setList("kept");
    },
    compare,
    receive,
    /** What was said last may be another text now, and another message the notice. */
    receiveChanged({ roomId, since, rev, messages }: FrameOf<"messages.changed">): void {
      const room = find(roomId);
      if (!room || rev <= room.rev) return;
      if (since > room.rev) return void fetchOne(roomId);
      const last = messages.find(({ seq }) => seq === room.lastMessage?.seq);
      // Which message mentions me now only the server knows.
      if (messages.some((one) => one.seq === room.me?.mention && !mentionsMe(one, me.id)))
        void fetchOne(roomId);
      const notice = noticeAfter(room.notice, messages);
      // Which pin is next only the server knows. Members of a large room do not all ask at once.
      if (notice === "unknown") setTimeout(() => void fetchOne(roomId), Math.random() * room.memberCount);
      const known = notice === "unknown" ? null : notice;
      setRooms(roomId, { rev, notice: known, ...(last && { lastMessage: last }) });
    },
    /** By a new message, or by an edit. */
    mentioned({ roomId, seq }: { roomId: string; seq: number }): void {
      changes.mark(roomId);
      const own = find(roomId)?.me;
      if (own && seq > Math.max(own.cursor, own.mention ?? 0)) setRooms(roomId, "me", "mention", seq);
    },
    moveCursor,
    change,
    memberJoined,
    memberLeft,
    keep,
    joined,
    /** An answer that was asked for at `asked`. What frames have brought since is newer. */
    put(room: Room, asked = changes.now()): void {
      if (changes.worthOf(room.id, asked) === "counts") put(room);
    },
    now: changes.now,
    fetch: fetchOne,
    remove,
    stop: () => void (isStopped = true),
  };
}

interface Part {
  isFirst: boolean;
  isLast: boolean;
}

interface LeftUnread {
  unread: number;
  markedUnread?: boolean | undefined;
}
