import { batch, createSignal, untrack } from "solid-js";

import type { Message } from "../../src/protocol/message";
import type { User } from "../../src/protocol/user";
import type { KeptMessages } from "../kept/database";
import { createChanges } from "./changes/changes";
import { live } from "./changes/live";
import { fetchChanges, fetchPage, type MessagePage, type HistoryEntry } from "./history";
import type { Recovered } from "./holes/recovered";
import type { OutboxDraft } from "./outbox/draft";
import type { Timeline } from "./stretch";
import {
  isPending,
  type PageRequest,
  type ReadPosition,
  reduce,
  type TimelineEvent,
  type TimelineState,
  UNOPENED,
} from "./timeline";

/** What this browser has kept of a room, to be shown while there is no link; rejects where there is no database. */
type KeptFound = Promise<{ messages: KeptMessages } | undefined>;
type FindKept = (roomId: string) => KeptFound | undefined;

interface RoomTimeline {
  state: TimelineState;
  timeline: () => Timeline | undefined;
  setTimeline: (timeline: Timeline | undefined) => void;
}

const RETRY_MS = 3000;

/**
 * Keeps the timelines of the rooms that were opened here in step with the server: feeds timeline.ts with what happens, and
 * fetches what it asks for. `learn` gets everything that comes in; `recovered` gets each frame, and what filled a gap.
 */
export function createMessages(
  learn: (entries: HistoryEntry[], users: User[]) => void,
  recovered: Recovered,
  findKept: FindKept,
) {
  const rooms = new Map<string, RoomTimeline>();
  const [onScreen, setOnScreen] = createSignal<string>();
  // Rooms about to be opened, and where: at a seq, at my read cursor, or at the end.
  const wanted = new Map<string, number | "cursor" | "end">();

  const find = (roomId: string): Timeline | undefined => roomOf(roomId).timeline();
  const changes = createChanges({
    entriesIn: (roomId) => untrack(() => find(roomId)?.entries ?? []),
    fetch: fetchChanges,
    learn: (users) => learn([], users),
  });
  const headOf = (roomId: string): number => roomOf(roomId).state.head;

  async function open(roomId: string, position: ReadPosition | null | undefined): Promise<void> {
    setOnScreen(roomId);
    const kept = isShown(find(roomId)) ? undefined : findKept(roomId);
    if (kept) {
      wanted.set(roomId, wanted.get(roomId) ?? "cursor");
      await restore(roomId, kept);
    }
    const target = wanted.get(roomId);
    wanted.delete(roomId);
    const opening = dispatch(roomId, { type: "open", position: target === "end" ? null : position });
    const jump = typeof target === "number" ? dispatch(roomId, { type: "jump", seq: target }) : undefined;
    // A jump takes the place of the page that would open it; a catch-up that has begun goes on.
    const isReplaced = jump && opening?.purpose === "open";
    const requests = [isReplaced ? undefined : opening, jump];
    // The timeline itself shows that it failed.
    await Promise.all(requests.map((one) => load(roomId, one))).catch(() => undefined);
  }

  async function restore(roomId: string, finding: KeptFound): Promise<void> {
    const kept = await finding.catch(() => undefined);
    if (!kept || isShown(find(roomId))) return;
    const { entries, users, last, hasBefore, rev } = kept.messages;
    learn([], users);
    dispatch(roomId, { type: "kept", entries: entries.map(live), last, hasBefore });
    changes.loaded(roomId, rev, true);
  }

  /** The room that is opened next is opened at this message. */
  const openNextAt = (roomId: string, seq: number): void => void wanted.set(roomId, seq);

  /** Rejects if the page cannot be fetched, like the two functions below it. */
  async function goTo(roomId: string, target: number | "end"): Promise<void> {
    if (wanted.has(roomId)) wanted.set(roomId, target);
    else await load(roomId, dispatch(roomId, { type: "jump", ...(target !== "end" && { seq: target }) }));
  }

  /** Loads the next page. False if that brought nothing. */
  async function fetchNewer(roomId: string): Promise<boolean> {
    const page = await load(roomId, dispatch(roomId, { type: "newer" }));
    return page !== undefined && page.messages.length > 0;
  }

  /** Loads the page before. The view calls what this resolves to when it is ready to show it. */
  async function fetchOlder(roomId: string): Promise<(() => void) | undefined> {
    const request = dispatch(roomId, { type: "older" });
    const page = await fetchPending(roomId, request);
    return request && page && (() => follow(roomId, dispatch(roomId, { type: "page", request, page })));
  }

  function receive(message: Message): void {
    const { roomId, seq } = message;
    recovered.receive(roomId, seq);
    follow(roomId, dispatch(roomId, { type: "frame", message: live(message) as Message }));
  }

  /** The room has messages up to this seq, at least. */
  const headMoved = (roomId: string, head: number): void =>
    follow(roomId, dispatch(roomId, { type: "head", head }));

  /** I am not in the room any more. */
  function forget(roomId: string): void {
    changes.forget(roomId);
    dispatch(roomId, { type: "left" });
  }

  /** Whether the message that came of a draft is in the timeline, or will be once the room is opened. */
  function holds({ roomId, clientId, storedAs = Infinity }: OutboxDraft): boolean {
    const now = find(roomId);
    const isHere = now?.entries.some((entry) => entry.kind !== "hidden" && entry.clientId === clientId);
    return isHere || storedAs <= (now?.isLive ? now.last : headOf(roomId));
  }

  /** The first and the last seq that are loaded. */
  function rangeOf(roomId: string): [number, number] | undefined {
    const { entries, last } = find(roomId) ?? { entries: [], last: 0 };
    return entries[0] && [entries[0].seq, last];
  }

  // Answers with the page to fetch, if any.
  function dispatch(roomId: string, event: TimelineEvent): PageRequest | undefined {
    const room = roomOf(roomId);
    const { state, fetch, received, filled } = reduce(room.state, event);
    room.state = state;
    batch(() => {
      if (received) learn(received, event.type === "page" ? event.page.users : []);
      room.setTimeline(state.timeline);
    });
    if (filled) recovered.closed(roomId, filled);
    if (received && event.type === "page") {
      const { purpose } = event.request;
      changes.loaded(roomId, event.page.rev, purpose === "open" || purpose === "jump");
    }
    return fetch;
  }

  // For requests that nobody waits for. A gap is tried again until it is closed.
  const follow = (roomId: string, request: PageRequest | undefined): void =>
    void load(roomId, request).catch(() => setTimeout(() => headMoved(roomId, 0), RETRY_MS));

  /** Undefined if there was nothing to fetch, or if the answer came too late. */
  async function load(roomId: string, request: PageRequest | undefined): Promise<MessagePage | undefined> {
    const page = await fetchPending(roomId, request);
    if (request && page) follow(roomId, dispatch(roomId, { type: "page", request, page }));
    return page;
  }

  async function fetchPending(roomId: string, request: PageRequest | undefined) {
    if (!request) return undefined;
    try {
      const fetched = await fetchPage(roomId, request.query, request.limit);
      const page = { ...fetched, messages: fetched.messages.map(live) };
      return isPending(roomOf(roomId).state, request) ? page : undefined;
    } catch (error) {
      dispatch(roomId, { type: "failed", request });
      throw error;
    }
  }

  function roomOf(roomId: string): RoomTimeline {
    const known = rooms.get(roomId);
    if (known) return known;
    // Not a deep store: hardly any of ten thousand messages ever changes.
    const [timeline, setTimeline] = createSignal<Timeline>();
    const room: RoomTimeline = { state: UNOPENED, timeline, setTimeline };
    rooms.set(roomId, room);
    return room;
  }

  return {
    find,
    headOf,
    rangeOf,
    open,
    openNextAt,
    onScreen,
    goTo,
    receive,
    changes,
    holds,
    headMoved,
    fetchNewer,
    fetchOlder,
    forget,
  };
}

const isShown = (timeline: Timeline | undefined): boolean => (timeline?.state ?? "failed") !== "failed";
