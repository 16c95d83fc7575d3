import { expect, test } from "bun:test";

import fc from "fast-check";

import { changed, type OutboxDraft, type OutboxFile } from "./draft";
import { EMPTY, reduce } from "./queue";
import type { Effect, QueueEvent } from "./step";

// Two tabs of one user, each with its own link; the store that they share; and the server.

const ROOMS = ["lunch", "dinner"];

type Write = Extract<Effect, { type: "add" | "change" | "remove" }>;
type Uploading = { tab: Tab; draft: OutboxDraft };
type Transmitted = { tab: Tab; link: number; draft: OutboxDraft };

class Tab {
  queue = EMPTY;
  // Not stored yet, in order.
  writes: Write[] = [];
  pauses: string[] = [];
  // 0 is no link.
  link = 0;
}

class World {
  readonly tabs = [new Tab(), new Tab()];
  readonly stored: OutboxDraft[] = [];
  readonly typed = new Map<string, { tab: Tab; draft: OutboxDraft }>();
  readonly gone = new Set<string>();
  readonly held = new Set<string>();
  // Refused or held: what was typed after it may go first.
  readonly hasWaited = new Set<string>();
  // Stored by the server, in order; each clientId once.
  readonly messages: string[] = [];
  private readonly locks = new Map<string, Tab>();
  private waiting: { tab: Tab; roomId: string }[] = [];
  private inTransit: Transmitted[] = [];
  private uploading: Uploading[] = [];
  // Ids of the files that are whole at the server.
  readonly uploaded = new Set<string>();
  private links = 0;

  types(tab: Tab, roomId: string, fileCount = 0): void {
    const clientId = `id ${this.typed.size}`;
    const text = `text of ${clientId}`;
    const files = Array.from({ length: fileCount }, (_, nth) => fileOf(`${clientId} file ${nth}`));
    const typed: OutboxDraft = {
      roomId,
      clientId,
      text,
      replyTo: null,
      at: 0,
      state: "pending",
    };
    const draft = fileCount > 0 ? { ...typed, files } : typed;
    this.typed.set(clientId, { tab, draft });
    this.dispatch(tab, { type: "typed", draft });
  }

  discards(tab: Tab, which: number): void {
    const draft = tab.queue.drafts[which % Math.max(1, tab.queue.drafts.length)];
    if (!draft) return;
    this.gone.add(draft.clientId);
    this.dispatch(tab, { type: "discard", clientId: draft.clientId });
  }

  retries(tab: Tab): void {
    const failed = tab.queue.drafts.find(({ state }) => state === "failed" || state === "held");
    if (failed) this.dispatch(tab, { type: "retry", clientId: failed.clientId });
  }

  /** Either tab can hold what the other one uploads. */
  holds(tab: Tab): void {
    const draft = tab.queue.drafts.find(({ state, files }) => state === "pending" && files);
    if (!draft) return;
    this.hasWaited.add(draft.clientId);
    this.held.add(draft.clientId);
    this.dispatch(tab, { type: "hold", clientId: draft.clientId });
  }

  /** The next file of an upload is whole, or the server refuses it. */
  uploads(answer: "whole" | "refusal"): void {
    const one = this.uploading[0];
    if (!one) return;
    const { tab, draft } = one;
    const { clientId } = draft;
    const now = tab.queue.drafts.find((other) => other.clientId === clientId);
    if (answer === "refusal") {
      this.uploading.shift();
      this.hasWaited.add(clientId);
      const refused = { clientId, code: "storage-full", retryAfterMs: undefined, now: 0 } as const;
      return this.dispatch(tab, { type: "refused", ...refused });
    }
    const next = now?.files?.find(({ attachmentId }) => !attachmentId);
    if (!next) {
      this.uploading.shift();
      return this.dispatch(tab, { type: "uploaded", clientId });
    }
    this.uploaded.add(next.id);
    const files = now!.files!.map((file) =>
      file === next ? { ...file, attachmentId: file.id, uploadUrl: file.id } : file,
    );
    this.dispatch(tab, { type: "uploadMoved", clientId, files });
  }

  /** A draft with large files may be stored later than what was typed after it in another room. */
  writes(tab: Tab, which = 0): void {
    const chosen = tab.writes[which % Math.max(1, tab.writes.length)];
    const write = chosen && tab.writes.find((one) => roomOf(one) === roomOf(chosen));
    if (write) this.writesOne(tab, write);
  }

  private writesAllIn(tab: Tab, roomId: string): void {
    const next = () => tab.writes.find((write) => roomOf(write) === roomId);
    for (let write = next(); write; write = next()) this.writesOne(tab, write);
  }

  private writesOne(tab: Tab, write: Write): void {
    tab.writes = tab.writes.filter((other) => other !== write);
    apply(this.stored, write);
    const roomId = roomOf(write);
    this.dispatch(tab, { type: "flush", roomId });
    for (const other of this.tabs) if (other !== tab) this.loads(other, roomId);
  }

  grantsLock(which: number): void {
    const free = this.waiting.filter(({ roomId }) => !this.locks.has(roomId));
    const next = free[which % Math.max(1, free.length)];
    if (!next) return;
    const { tab, roomId } = next;
    this.waiting = this.waiting.filter((one) => one !== next);
    this.locks.set(roomId, tab);
    this.loads(tab, roomId);
    this.writesAllIn(tab, roomId);
    this.dispatch(tab, { type: "locked", roomId });
  }

  arrives(answer: "ack" | "refusal" | "pause"): void {
    const one = this.inTransit.shift();
    if (!one) return;
    const { clientId } = one.draft;
    const isKnown = this.messages.includes(clientId);
    if (answer === "ack" && !isKnown) this.messages.push(clientId);
    if (one.tab.link !== one.link) return;
    if (answer === "ack" || isKnown) return this.acks(one.tab, clientId);
    const retryAfterMs = answer === "pause" ? 1000 : undefined;
    if (answer === "refusal") this.hasWaited.add(clientId);
    this.dispatch(one.tab, { type: "refused", clientId, code: "rate-limited", retryAfterMs, now: 0 });
  }

  cuts(tab: Tab): void {
    tab.link = 0;
    this.dispatch(tab, { type: "linkMoved", isLinked: false });
  }

  /** Also replaces a link. */
  connects(tab: Tab): void {
    tab.link = ++this.links;
    this.dispatch(tab, { type: "linkMoved", isLinked: true });
  }

  endsPause(tab: Tab): void {
    const roomId = tab.pauses.shift();
    if (roomId !== undefined) this.dispatch(tab, { type: "pauseEnded", roomId });
  }

  /** Everything that happens by itself while both tabs are linked. */
  settles(): void {
    const isBusy = () =>
      this.waiting.length > 0 ||
      this.inTransit.length > 0 ||
      this.uploading.length > 0 ||
      this.tabs.some(({ writes, pauses }) => writes.length > 0 || pauses.length > 0);
    for (let rounds = 0; isBusy(); rounds++) {
      expect(rounds).toBeLessThan(1000);
      for (const tab of this.tabs) {
        this.writes(tab);
        this.endsPause(tab);
      }
      this.grantsLock(0);
      this.uploads("whole");
      this.arrives("ack");
    }
  }

  private loads(tab: Tab, roomId: string): void {
    const drafts = this.stored.filter((draft) => draft.roomId === roomId);
    for (const write of tab.writes) if (roomOf(write) === roomId) apply(drafts, write);
    this.dispatch(tab, { type: "loaded", roomId, drafts });
  }

  private acks(tab: Tab, clientId: string): void {
    const before = tab.queue.drafts;
    this.dispatch(tab, { type: "acked", clientId, seq: 1, at: 1 });
    const now = tab.queue.drafts;
    const differing = now.filter((draft, at) => draft !== before[at]);
    expect(now.map((draft) => draft.clientId)).toEqual(before.map((draft) => draft.clientId));
    const isHere = before.some((draft) => draft.clientId === clientId);
    expect(differing.map((draft) => [draft.clientId, draft.state])).toEqual(
      isHere ? [[clientId, "sent"]] : [],
    );
  }

  private dispatch(tab: Tab, event: QueueEvent): void {
    const { state, effects } = reduce(tab.queue, event);
    tab.queue = state;
    for (const effect of effects) this.runs(tab, effect);
    for (const [clientId, { tab: author }] of this.typed)
      if (author === tab && !this.gone.has(clientId))
        expect(tab.queue.drafts.some((draft) => draft.clientId === clientId)).toBe(true);
  }

  private runs(tab: Tab, effect: Effect): void {
    switch (effect.type) {
      case "lock":
        return void this.waiting.push({ tab, roomId: effect.roomId });
      case "unlock":
        this.writesAllIn(tab, effect.roomId);
        expect(this.locks.get(effect.roomId)).toBe(tab);
        this.locks.delete(effect.roomId);
        return this.dispatch(tab, { type: "unlocked", roomId: effect.roomId, hasFailed: false });
      case "upload":
        return this.beginsUpload(tab, effect.draft);
      case "stopUpload":
        this.uploading = this.uploading.filter(
          (one) => one.tab !== tab || one.draft.clientId !== effect.clientId,
        );
        return undefined;
      case "transmit":
        return this.transmits(tab, effect.draft);
      case "pause":
        return void tab.pauses.push(effect.roomId);
      case "add":
      case "change":
      case "remove":
        return void tab.writes.push(effect);
      default:
        effect satisfies never;
    }
  }

  private beginsUpload(tab: Tab, draft: OutboxDraft): void {
    const { roomId } = draft;
    expect(this.locks.get(roomId)).toBe(tab);
    expect(this.uploading.filter((one) => one.draft.roomId === roomId)).toEqual([]);
    expect(draft.files!.some(({ attachmentId }) => !attachmentId)).toBe(true);
    this.uploading.push({ tab, draft });
  }

  private transmits(tab: Tab, draft: OutboxDraft): void {
    const { roomId, clientId, text, files = [] } = draft;
    // With all of its files.
    for (const file of files) expect(this.uploaded.has(file.attachmentId!)).toBe(true);
    // Never under another clientId, only one per room, and the oldest first.
    expect(text).toBe(this.typed.get(clientId)!.draft.text);
    expect(this.locks.get(roomId)).toBe(tab);
    const beside = this.inTransit.filter((one) => one.draft.roomId === roomId && one.tab.link === one.link);
    expect(beside.filter((one) => !this.gone.has(one.draft.clientId))).toEqual([]);
    expect(tab.queue.drafts.find((one) => one.roomId === roomId && one.state === "pending")).toBe(draft);
    expect(tab.link).toBeGreaterThan(0);
    this.inTransit.push({ tab, link: tab.link, draft });
  }
}

const fileOf = (id: string): OutboxFile => ({ id, name: id, size: 1, mediaType: "text/plain" });

const roomOf = (write: Write): string => (write.type === "remove" ? write.roomId : write.draft.roomId);

// As the draft store does it: a change does not bring back what another tab has removed.
function apply(drafts: OutboxDraft[], write: Write): void {
  const clientId = write.type === "remove" ? write.clientId : write.draft.clientId;
  const at = drafts.findIndex((draft) => draft.clientId === clientId);
  if (write.type === "add") drafts.push(write.draft);
  else if (at >= 0 && write.type === "change") drafts[at] = changed(drafts[at]!, write.part);
  else if (at >= 0) drafts.splice(at, 1);
}

const tab = fc.nat(1);
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("types" as const),
      tab,
      room: fc.constantFrom(...ROOMS),
      files: fc.constantFrom(0, 0, 1, 2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("uploads" as const),
      answer: fc.constantFrom("whole" as const, "whole" as const, "whole" as const, "refusal" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("holds" as const), tab }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("writes" as const), tab, which: fc.constantFrom(0, 0, 1, 2) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("endsPause" as const), tab }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("locks" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("cuts" as const, "retries" as const), tab }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("connects" as const), tab }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("discards" as const), tab, which: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("arrives" as const),
      answer: fc.constantFrom("ack" as const, "ack" as const, "refusal" as const, "pause" as const),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

function act(world: World, one: Action): void {
  if (one.type === "locks") return world.grantsLock(one.which);
  if (one.type === "arrives") return world.arrives(one.answer);
  if (one.type === "uploads") return world.uploads(one.answer);
  const here = world.tabs[one.tab]!;
  if (one.type === "types") return world.types(here, one.room, one.files);
  if (one.type === "writes") return world.writes(here, one.which);
  if (one.type === "discards") return world.discards(here, one.which);
  world[one.type](here);
}

test("whatever happens to links, tabs and answers, each draft is sent once and in order, and none is lost", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80, size: "max" }), (actions) => {
      const world = new World();
      for (const one of actions) act(world, one);
      for (const one of world.tabs) world.connects(one);
      world.settles();

      const left = [...world.typed.keys()].filter((id) => !world.gone.has(id));
      for (const one of world.tabs)
        expect(one.queue.drafts.map(({ clientId }) => clientId).toSorted()).toEqual(left.toSorted());
      const stateOf = (id: string) => world.stored.find(({ clientId }) => clientId === id)!.state;
      // One that was held while its ack got lost is removed once its message comes.
      const ends = (id: string) => (world.messages.includes(id) ? ["sent"] : ["failed"]);
      for (const id of left)
        expect(world.held.has(id) ? [...ends(id), "held"] : ends(id)).toContain(stateOf(id));
      expect(new Set(world.messages).size).toBe(world.messages.length);
      // Drafts that were refused once are sent later, or never.
      for (const room of ROOMS)
        for (const author of world.tabs) {
          const isOfBoth = (id: string) => {
            const typed = world.typed.get(id)!;
            return typed.tab === author && typed.draft.roomId === room && !world.hasWaited.has(id);
          };
          const typed = [...world.typed.keys()].filter((id) => isOfBoth(id) && world.messages.includes(id));
          expect(world.messages.filter(isOfBoth)).toEqual(typed);
        }
    }),
    { numRuns: 100 },
  );
});

test("after a reconnect all that is unacked is transmitted again, in order", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(8), (count, acked) => {
      const world = new World();
      const [here] = world.tabs as [Tab, Tab];
      world.connects(here);
      for (let n = 0; n < count; n++) world.types(here, "lunch");
      while (here.writes.length > 0) world.writes(here);
      for (let n = 0; n < acked; n++) {
        world.grantsLock(0);
        world.arrives("ack");
      }
      world.grantsLock(0);
      world.cuts(here);
      world.connects(here);
      world.settles();
      expect(world.messages).toEqual([...world.typed.keys()]);
    }),
  );
});

test("what the server refuses for a moment holds up what was typed after it; what it refuses for good does not", () => {
  const world = new World();
  const [here] = world.tabs as [Tab, Tab];
  world.connects(here);
  for (let n = 0; n < 2; n++) world.types(here, "lunch");
  while (here.writes.length > 0) world.writes(here);
  world.grantsLock(0);
  world.arrives("pause");
  expect(here.queue.phases).toEqual({ lunch: { name: "pausing" } });
  world.endsPause(here);
  world.grantsLock(0);
  world.arrives("refusal");
  world.settles();
  expect(world.messages).toEqual(["id 1"]);
  world.retries(here);
  world.settles();
  expect(world.messages).toEqual(["id 1", "id 0"]);
});

test("a draft whose message comes before its ack no longer holds up the next one", () => {
  const world = new World();
  const [here] = world.tabs as [Tab, Tab];
  world.connects(here);
  for (let n = 0; n < 2; n++) world.types(here, "lunch");
  while (here.writes.length > 0) world.writes(here);
  world.grantsLock(0);
  world.discards(here, 0);
  world.grantsLock(0);
  expect(here.queue.phases).toEqual({ lunch: { name: "transmitting", clientId: "id 1" } });
});

test("a message with files is not overtaken in its room, and holds up no other room", () => {
  const world = new World();
  const [here] = world.tabs as [Tab, Tab];
  world.connects(here);
  world.types(here, "lunch", 2);
  world.types(here, "lunch");
  world.types(here, "dinner");
  while (here.writes.length > 0) world.writes(here);
  for (let n = 0; n < 2; n++) world.grantsLock(0);
  world.arrives("ack");
  expect(world.messages).toEqual(["id 2"]);
  // The link may go and come: an upload has requests of its own.
  world.cuts(here);
  world.uploads("whole");
  world.connects(here);
  world.settles();
  expect(world.messages).toEqual(["id 2", "id 0", "id 1"]);
});

test("what its author holds is overtaken, and sent with all its files once they go on with it", () => {
  const world = new World();
  const [here, there] = world.tabs as [Tab, Tab];
  world.connects(here);
  world.types(here, "lunch", 2);
  world.types(here, "lunch");
  while (here.writes.length > 0) world.writes(here);
  world.grantsLock(0);
  world.uploads("whole");
  // In the other tab.
  world.holds(there);
  while (there.writes.length > 0) world.writes(there);
  world.settles();
  expect(world.messages).toEqual(["id 1"]);
  world.retries(there);
  world.settles();
  expect(world.messages).toEqual(["id 1", "id 0"]);
});

test("what the server has forgotten is uploaded again", () => {
  const world = new World();
  const [here] = world.tabs as [Tab, Tab];
  world.connects(here);
  world.types(here, "lunch", 1);
  while (here.writes.length > 0) world.writes(here);
  world.grantsLock(0);
  world.uploads("whole");
  world.uploads("whole");
  const clientId = "id 0";
  const refused = { clientId, code: "not-found", retryAfterMs: undefined, now: 0 } as const;
  here.queue = reduce(here.queue, { type: "refused", ...refused }).state;
  expect(here.queue.drafts[0]!.state).toBe("failed");
  here.queue = reduce(here.queue, { type: "retry", clientId }).state;
  expect(here.queue.drafts[0]!.files![0]!.attachmentId).toBeUndefined();
});
