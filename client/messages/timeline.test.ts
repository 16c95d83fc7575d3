import { expect, test } from "bun:test";

import fc from "fast-check";

import type { Hidden, Message } from "../../src/protocol/message";
import { ROOM, textAt } from "./examples";
import type { MessagePage, PageAnchor } from "./history";
import type { Timeline } from "./stretch";
import {
  GAP_PAGE,
  type PageRequest,
  reduce,
  type TimelineStep,
  type TimelineEvent,
  UNOPENED,
} from "./timeline";

// Every seventh is hidden from this reader. One object a seq, so that comparing is cheap.
const known = new Map<number, Message | Hidden>();
function entry(seq: number): Message | Hidden {
  const one = known.get(seq) ?? (seq % 7 === 0 ? { roomId: ROOM, seq, kind: "hidden" } : textAt(seq));
  known.set(seq, one);
  return one;
}
const entries = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => entry(from + n));

/** A room on a server, its reader, and the requests between them. Checks after each step what must always hold. */
class World {
  state = UNOPENED;
  /** Every request so far that has no answer, with what it would have been answered with at once. */
  asked: { request: PageRequest; early: MessagePage }[] = [];
  filled: number[] = [];
  received = new Set<number>();
  private readonly late: Message[] = [];

  constructor(
    private readonly floor: number,
    private head: number,
  ) {
    this.head = Math.max(head, floor + 1);
  }

  dispatch(event: TimelineEvent): TimelineStep {
    const before = this.state;
    const step = reduce(before, event);
    this.state = step.state;
    if (step.fetch) this.asked.push({ request: step.fetch, early: this.page(step.fetch) });
    if (step.filled) this.filled.push(...step.filled.map(({ seq }) => seq));
    if (step.fetch) expect(step.state.pending.includes(step.fetch)).toBe(true);
    for (const { seq } of step.received ?? []) this.received.add(seq);
    this.check(before.timeline);
    return step;
  }

  /** Frames come at once, later and in order, or never. */
  says(count: number, frames: "now" | "late" | "lost"): void {
    for (let n = 0; n < count; n++) {
      const one = entry(++this.head);
      if (one.kind !== "hidden" && frames !== "lost") this.late.push(one);
    }
    if (frames === "now") this.delivers();
  }

  delivers(): void {
    for (const one of this.late.splice(0)) this.dispatch({ type: "frame", message: one });
  }

  opens(share: number): void {
    // Half of the time everything has been read.
    const cursor = Math.floor(Math.min(1, 2 * share) * this.head);
    this.dispatch({
      type: "open",
      position: { cursor, unread: this.head - cursor, joinedSeq: this.floor },
    });
  }

  jumps(share: number | undefined): void {
    const seq = share === undefined ? undefined : this.floor + 1 + Math.floor(share * this.span);
    this.dispatch({ type: "jump", seq });
  }

  /** One of the open requests, whichever was made first: answered as of now, as of then, or not at all. */
  answers(which: number, how: "now" | "early" | "failed"): void {
    const [one] = this.asked.splice(which % Math.max(1, this.asked.length), 1);
    if (!one) return;
    const { request, early } = one;
    const before = this.state;
    const isStale = !before.pending.includes(request);
    if (how === "failed") this.dispatch({ type: "failed", request });
    else this.dispatch({ type: "page", request, page: how === "now" ? this.page(request) : early });
    if (isStale) expect(this.state).toBe(before);
    else expect(this.state.pending.includes(request)).toBe(false);
  }

  learnsHead(): void {
    this.dispatch({ type: "head", head: this.head });
  }

  answersAll(): void {
    while (this.asked.length > 0) this.answers(0, "now");
  }

  /** Everything is answered from now on, and the reader scrolls to both ends. */
  ends(): void {
    this.delivers();
    this.answersAll();
    if (this.state.timeline?.state !== "ready") this.opens(1);
    this.answersAll();
    this.learnsHead();
    this.answersAll();
    while (!this.state.timeline?.isLive) this.extends("newer");
    while (this.state.timeline?.hasBefore) this.extends("older");
  }

  private extends(type: "older" | "newer"): void {
    expect(this.dispatch({ type }).fetch).toBeDefined();
    this.answersAll();
  }

  private get span(): number {
    return this.head - this.floor - 1;
  }

  get everything() {
    return entries(this.floor + 1, this.head);
  }

  // As src/messages/service.ts does it.
  private page({ query, limit }: PageRequest): MessagePage {
    const [from, to] = this.rangeOf(query, limit);
    const messages = entries(from, to);
    const more = { before: from > this.floor + 1, after: to < this.head };
    return { messages, users: [], head: this.head, rev: 0, more };
  }

  private rangeOf({ before, after, around }: PageAnchor, limit: number): [number, number] {
    const lowest = this.floor + 1;
    if (after !== undefined) {
      const from = Math.max(after + 1, lowest);
      return [from, Math.min(this.head, from + limit - 1)];
    }
    if (around === undefined) {
      const to = Math.min(this.head, (before ?? Infinity) - 1);
      return [Math.max(lowest, to - limit + 1), to];
    }
    const from = Math.max(lowest, Math.min(around - limit / 2, this.head - limit + 1));
    return [from, Math.min(this.head, from + limit - 1)];
  }

  private check(before: Timeline | undefined): void {
    const { timeline, head, pending, gapStart } = this.state;
    const keys = pending.map(({ purpose, query }) => `${purpose} ${query.around ?? ""}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(head).toBeLessThanOrEqual(this.head);
    if (!timeline) return;
    const [first] = timeline.entries;
    if (first) expect(timeline.entries.every((one, at) => one === entry(first.seq + at))).toBe(true);
    if (first) expect(timeline.entries.length).toBe(timeline.last - first.seq + 1);
    expect(timeline.last).toBeLessThanOrEqual(this.head);
    expect(timeline.stretch).toBeGreaterThanOrEqual(before?.stretch ?? 0);
    if (gapStart !== undefined) expect(keys).toContain("gap ");
    if (before?.stretch !== timeline.stretch || !before.entries[0]) return;
    // A stretch only grows.
    expect(timeline.last).toBeGreaterThanOrEqual(before.last);
    expect(first!.seq).toBeLessThanOrEqual(before.entries[0].seq);
  }
}

const isSame = <One>(some: One[], others: One[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at]);

const some = <Fields extends object>(
  weight: number,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
) => ({
  weight,
  arbitrary: fc.record(fields),
});
const type = <Name extends string>(...names: Name[]) => fc.constantFrom(...names);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const action = fc.oneof(
  some(12, { type: type("say"), count: fc.nat(9), frames: fc.constantFrom("now", "late", "lost") }),
  some(1, { type: type("say"), count: fc.nat(2 * GAP_PAGE), frames: type("lost") }),
  some(12, { type: type("learn", "deliver") }),
  some(6, { type: type("older", "newer") }),
  some(1, { type: type("left") }),
  some(4, { type: type("open", "jump"), share }),
  some(4, { type: type("end") }),
  some(24, {
    type: type("answer"),
    which: fc.nat(5),
    how: fc.constantFrom("now", "now", "early", "failed"),
  }),
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

function act(world: World, one: Action): void {
  switch (one.type) {
    case "say":
      return world.says(one.count, one.frames);
    case "answer":
      return world.answers(one.which, one.how);
    case "open":
      return world.opens(one.share);
    case "jump":
      return world.jumps(one.share);
    case "end":
      return world.jumps(undefined);
    case "learn":
      return world.learnsHead();
    case "deliver":
      return world.delivers();
    case "older":
    case "newer":
    case "left":
      return void world.dispatch({ type: one.type });
    default:
      one satisfies never;
  }
}

test("in whatever order pages, frames and heads come, the stretch has no hole, and ends live and complete", () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.nat(400),
      fc.array(action, { maxLength: 80, size: "max" }),
      (floor, head, actions) => {
        const world = new World(floor, head);
        for (const one of actions) act(world, one);
        world.ends();
        expect(isSame(world.state.timeline?.entries ?? [], world.everything)).toBe(true);
        expect(world.everything.filter(({ seq }) => !world.received.has(seq))).toEqual([]);
        expect(world.state.pending).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});

test("what is missed is fetched without being asked for, and reported once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ missed: fc.integer({ min: 1, max: 60 }), isFailing: fc.boolean() }), {
        minLength: 1,
        maxLength: 8,
      }),
      (gaps) => {
        const world = new World(0, 100);
        world.opens(1);
        world.answersAll();
        for (const { missed, isFailing } of gaps) {
          world.says(missed, "lost");
          world.learnsHead();
          if (isFailing) world.answers(0, "failed");
          // What a frame, a welcome or the retry does.
          world.learnsHead();
          world.answersAll();
        }
        const { timeline } = world.state;
        expect(timeline?.isLive).toBe(true);
        expect(world.filled).toEqual(entries(101, timeline!.last).map(({ seq }) => seq));
      },
    ),
  );
});

test("a gap that grows while it is fetched is fetched to its end", () => {
  const world = new World(0, 100);
  world.opens(1);
  world.answersAll();
  world.says(50, "lost");
  world.learnsHead();
  world.says(2 * GAP_PAGE, "lost");
  world.answersAll();
  expect(world.state.timeline).toMatchObject({ last: 150 + 2 * GAP_PAGE, isLive: true });
  expect(world.filled).toHaveLength(50 + 2 * GAP_PAGE);
});

test("where more was missed than one page holds, nothing is fetched: the reader scrolls on", () => {
  const world = new World(0, 100);
  world.opens(1);
  world.answersAll();
  world.says(GAP_PAGE + 1, "lost");
  world.learnsHead();
  expect(world.asked).toEqual([]);
  expect(world.state.timeline).toMatchObject({ last: 100, isLive: false });
});

test("a page that does not reach the newest message does not make the timeline live", () => {
  const world = new World(0, 300);
  world.opens(0.1);
  world.answersAll();
  world.dispatch({ type: "newer" });
  world.answers(0, "now");
  expect(world.asked).toEqual([]);
  expect(world.state.timeline).toMatchObject({ readUpTo: 60, isLive: false });
});

test("whoever goes to the end, or to a message, while a room is being opened, is not put back by its first page", () => {
  for (const where of [undefined, 0.9]) {
    const world = new World(0, 400);
    world.opens(0.1);
    world.jumps(where);
    world.jumps(where);
    expect(world.asked).toHaveLength(2);
    world.answersAll();
    expect(world.state.timeline?.readUpTo).toBeUndefined();
    expect(world.state.timeline).toMatchObject(where === undefined ? { last: 400 } : { lookedFor: 360 });
  }
  const world = new World(0, 400);
  world.opens(0.1);
  world.jumps(undefined);
  world.answers(1, "failed");
  expect(world.state.timeline?.state).toBe("failed");
});

test("a room that is opened again keeps its newest entries, and fetches nothing where it is live", () => {
  const world = new World(0, 400);
  world.opens(1);
  world.ends();
  world.opens(1);
  expect(world.asked).toEqual([]);
  expect(world.state.timeline?.entries).toEqual(entries(201, 400));
  expect(world.state.timeline).toMatchObject({ hasBefore: true, isLive: true });
});

test("a frame beyond a hole is received once: with the page that fills the hole", () => {
  const world = new World(0, 10);
  world.opens(1);
  world.answersAll();
  world.says(1, "lost");
  world.says(1, "now");
  expect(world.received.has(12)).toBe(false);
  expect(world.asked.map(({ request }) => request.query)).toEqual([{ after: 10 }]);
  world.answersAll();
  expect(world.received.has(12)).toBe(true);
  expect(world.state.timeline).toMatchObject({ last: 12, isLive: true });
});

test("a frame that arrives while its page is fetched is shown once", () => {
  const world = new World(0, 10);
  world.opens(1);
  world.answersAll();
  world.says(3, "late");
  world.learnsHead();
  world.delivers();
  world.answersAll();
  expect(world.state.timeline?.entries).toEqual(entries(1, 13));
});
