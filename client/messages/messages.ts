import { batch, createSignal } from "solid-js";

import type { Message } from "../../src/protocol/message";
import type { User } from "../../src/protocol/user";
import { type Entry, fetchPage, type Page, type Place } from "./history";
import type { Recovered } from "./holes/recovered";
import type { Draft } from "./outbox/draft";

export type { Entry };

/** A stretch of a room's history without a hole, up to `last`; ascending by seq, each seq once. */
export interface Timeline {
  state: "loading" | "ready" | "failed";
  /** Another number is another place to stand at: nothing of the one before is where it was. */
  stretch: number;
  entries: Entry[];
  last: number;
  hasBefore: boolean;
  /** It reaches to the newest and is kept up to it. Otherwise one scrolls on to what came later. */
  isLive: boolean;
  /** What I had read when I came in, where that was not all. */
  readUpTo?: number;
  /** The message that this stretch was fetched for. */
  lookedFor?: number;
}

interface Slot {
  now: () => Timeline | undefined;
  put: (timeline: Timeline) => void;
}
type Standing = { cursor: number; unread: number; joinedSeq: number };

const PAGE = 50;
// What was missed is fetched at once up to here, the most that the server gives; of more, one reads on from where one was.
const GAP_PAGE = 200;
// How much of a room that one comes back to is still there.
const KEPT = 200;
const RETRY_MS = 3000;

/**
 * What was said in the rooms that were opened here. `learn` is told of every page and message that comes in, `recovered`
 * of what is heard, and of what was fetched for a hole.
 */
export function createMessages(learn: (entries: Entry[], users: User[]) => void, recovered: Recovered) {
  // By room. Not a deep store: of ten thousand messages hardly one ever changes.
  const slots = new Map<string, Slot>();
  // The newest seq known to exist, and the rooms that are being brought up to it.
  const heads = new Map<string, number>();
  const catchingUp = new Set<string>();
  const [onScreen, setOnScreen] = createSignal<string>();
  let stretches = 0;

  const find = (roomId: string): Timeline | undefined => slotOf(roomId).now();

  /** Someone comes in: to the newest message that they have read, or to the end where they have read all. */
  async function open(roomId: string, standing: Standing | null | undefined): Promise<void> {
    setOnScreen(roomId);
    const known = find(roomId);
    const readUpTo = standing && standing.unread > 0 ? standing.cursor : undefined;
    if (known?.state === "loading") return;
    if (known?.state === "ready" && known.isLive && isWithin(known, readUpTo)) return reopen(known, readUpTo);
    put(roomId, { ...NOTHING, state: "loading", stretch: ++stretches });
    try {
      await stand(roomId, readUpTo === undefined ? {} : { readUpTo }, standing?.joinedSeq);
    } catch {
      put(roomId, { ...NOTHING, state: "failed", stretch: ++stretches });
    }

    function reopen(timeline: Timeline, from: number | undefined): void {
      const kept = timeline.entries.filter(
        ({ seq }) => seq > Math.min(timeline.last, from ?? Infinity) - KEPT,
      );
      const hasBefore = timeline.hasBefore || kept.length < timeline.entries.length;
      put(roomId, { ...timeline, entries: kept, hasBefore, stretch: ++stretches, readUpTo: from });
    }
  }

  /** To a message that is not here: the stretch around it takes the place of this one. */
  const goTo = (roomId: string, seq: number): Promise<void> => stand(roomId, { lookedFor: seq });
  const goToEnd = (roomId: string): Promise<void> => stand(roomId, {});

  async function stand(
    roomId: string,
    at: Pick<Timeline, "readUpTo" | "lookedFor">,
    joinedSeq = 0,
  ): Promise<void> {
    const asked = find(roomId)?.stretch;
    const page = await fetchPage(roomId, placeOf(at, joinedSeq), PAGE);
    if (find(roomId)?.stretch !== asked) return;
    const last = page.messages.at(-1)?.seq ?? page.head;
    batch(() => {
      learn(page.messages, page.users);
      const { before: hasBefore, after } = page.more;
      const now = { entries: page.messages, last, hasBefore, isLive: !after };
      put(roomId, { ...at, ...now, state: "ready", stretch: ++stretches });
    });
    headMoved(roomId, page.head);
  }

  function receive(message: Message): void {
    const { roomId, seq } = message;
    const timeline = find(roomId);
    const isNext = timeline?.state === "ready" && seq === timeline.last + 1;
    // Behind a hole it is learnt with what fills that.
    if (isNext || !timeline?.isLive) learn([message], []);
    if (isNext) append(roomId, [message]);
    recovered.hear(roomId, seq);
    headMoved(roomId, seq);
  }

  /** Whether it is here, or would be for whoever came in. */
  function holds({ roomId, clientId, storedAs = Infinity }: Draft): boolean {
    const now = find(roomId);
    const isHere = now?.entries.some((entry) => entry.kind !== "hidden" && entry.clientId === clientId);
    return isHere || storedAs <= ((now?.isLive ? now.last : heads.get(roomId)) ?? 0);
  }

  /** There is (at least) so much in the room. What of it is missing here is fetched. */
  function headMoved(roomId: string, head: number): void {
    heads.set(roomId, Math.max(head, heads.get(roomId) ?? 0));
    void catchUp(roomId);
  }

  async function catchUp(roomId: string): Promise<void> {
    const behind = () => {
      const now = find(roomId);
      return now?.state === "ready" && now.isLive ? heads.get(roomId)! - now.last : 0;
    };
    if (catchingUp.has(roomId) || behind() <= 0) return;
    if (behind() > GAP_PAGE) return change(roomId, { isLive: false });
    catchingUp.add(roomId);
    const { last = 0, stretch } = find(roomId) ?? {};
    try {
      while (behind() > 0) if (!(await fetchNewer(roomId, GAP_PAGE))) break;
    } catch {
      setTimeout(() => void catchUp(roomId), RETRY_MS);
    } finally {
      catchingUp.delete(roomId);
    }
    const now = find(roomId);
    if (now?.stretch !== stretch) return catchUp(roomId);
    recovered.closed(roomId, now?.entries.filter(({ seq }) => seq > last) ?? []);
  }

  /** What came after the last one here. False where that is nothing. */
  async function fetchNewer(roomId: string, limit = PAGE): Promise<boolean> {
    const page = await fetchFor(roomId, ({ last }) => ({ after: last }), limit);
    if (!page) return false;
    batch(() => {
      learn(page.messages, page.users);
      append(roomId, page.messages);
      if (!page.more.after) change(roomId, { isLive: true });
    });
    headMoved(roomId, page.head);
    return page.messages.length > 0;
  }

  /** A page of what came before, not yet shown: the view says when, so that it can stay where it is. */
  const fetchOlder = (roomId: string): Promise<Page | undefined> =>
    fetchFor(roomId, ({ entries }) => ({ before: entries[0]?.seq }), PAGE);

  function prepend(roomId: string, { messages, users, more }: Page): void {
    const now = find(roomId);
    const first = now?.entries[0]?.seq ?? 0;
    const older = messages.filter(({ seq }) => seq < first);
    learn(older, users);
    change(roomId, { entries: [...older, ...(now?.entries ?? [])], hasBefore: more.before });
  }

  // Nothing, where meanwhile one stands at another stretch.
  async function fetchFor(roomId: string, place: (now: Timeline) => Place, limit: number) {
    const now = find(roomId);
    if (now?.state !== "ready") return undefined;
    const page = await fetchPage(roomId, place(now), limit);
    return find(roomId)?.stretch === now.stretch ? page : undefined;
  }

  const headOf = (roomId: string): number => heads.get(roomId) ?? 0;

  /** From and to what is here of it. */
  function rangeOf(roomId: string): [number, number] | undefined {
    const { entries, last } = find(roomId) ?? NOTHING;
    return entries[0] && [entries[0].seq, last];
  }

  const forget = (roomId: string): void => put(roomId, { ...NOTHING, state: "failed", stretch: ++stretches });

  // What came by frame while a page was on its way is in both.
  function append(roomId: string, entries: Entry[]): void {
    const now = find(roomId);
    const fresh = entries.filter(({ seq }) => seq > (now?.last ?? 0));
    const last = fresh.at(-1)?.seq;
    if (now && last !== undefined) change(roomId, { entries: [...now.entries, ...fresh], last });
  }

  function change(roomId: string, part: Partial<Timeline>): void {
    const now = find(roomId);
    if (now) put(roomId, { ...now, ...part });
  }

  function put(roomId: string, timeline: Timeline): void {
    slotOf(roomId).put(timeline);
  }

  function slotOf(roomId: string): Slot {
    const known = slots.get(roomId);
    if (known) return known;
    const [now, setNow] = createSignal<Timeline>();
    const slot = { now, put: setNow };
    slots.set(roomId, slot);
    return slot;
  }

  return {
    find,
    headOf,
    rangeOf,
    open,
    onScreen,
    goTo,
    goToEnd,
    receive,
    holds,
    headMoved,
    fetchNewer,
    fetchOlder,
    prepend,
    forget,
  };
}

const NOTHING = { entries: [], last: 0, hasBefore: false, isLive: false };

// Of what was said before I joined, the server may show nothing: also not the one message that I count from.
function placeOf({ readUpTo, lookedFor }: Partial<Timeline>, joinedSeq: number): Place {
  if (lookedFor !== undefined) return { around: lookedFor };
  if (readUpTo === undefined) return {};
  return readUpTo > joinedSeq ? { around: readUpTo } : { after: readUpTo };
}

const isWithin = ({ entries, hasBefore }: Timeline, seq: number | undefined): boolean =>
  seq === undefined || !hasBefore || (entries[0]?.seq ?? Infinity) <= seq;
