import { expect, test } from "bun:test";

import fc from "fast-check";

import * as local from "../bus/local";
import type { Message } from "../protocol/message";
import type { Room } from "../protocol/room";
import { Beheld, comparable } from "../testing/fixtures/beholders";
import { Changer, Outcome } from "../testing/fixtures/changers";
import { pages } from "../testing/fixtures/settled";
import { Follower } from "../testing/people/followers";
import { type Guest, guests, house, openHouse, within } from "../testing/people/guests";

// Whatever people say, edit, delete, pin and react to, in whatever order, with links that are cut, a server that stops and
// starts, and readers who do not read: what is there in the end is what a few maps say, and everyone shows it so, byte for
// byte, with no more than what came by frames and what the contract has them fetch. Some thousand steps here;
// `bun run campaign model` takes a million, or as many as STEPS says.
const STEPS = Number(process.env["STEPS"] ?? 6000);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const PEOPLE = 4;
const ROOMS = 3;
// Steps of one run at most, and runs of one house: what is remembered of them stays small, and tokens last 15 minutes.
const A_RUN = 2000;
const A_HOUSE = 5;
// Unacked messages each keeps under way. (More than 4,096 frames that wait are a flood.)
const UNDER_WAY = 64;
// Unanswered changes of each.
const CHANGES_UNDER_WAY = 40;
const EMOJI = ["👍", "❤️", "😂"];
// Of 15 kB each: some hundreds lie in the kernel before anything waits in the server.
const LARGE = "감자".repeat(2500);
// Only a failure waits so long, and then looks so long for a smaller one, unless SEARCH=no.
const PATIENCE_MS = 20_000;
const SEARCH_MS = 60_000;
const endOnFailure = process.env["SEARCH"] === "no";

// How often each comes, of some 2,600.
const kinds = {
  says: 900,
  posts: 200,
  repeats: 200,
  reads: 200,
  edits: 250,
  removes: 40,
  reacts: 300,
  pins: 60,
  isCut: 40,
  returns: 60,
  settles: 20,
  // The loop goes round; until it does nobody hears anything.
  passes: 300,
  restarts: 3,
  isDeaf: 2,
};
type Kind = keyof typeof kinds;
const kindOf = fc.oneof(
  ...Object.entries(kinds).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name as Kind) })),
);
// Each kind takes of these what it needs.
const step = fc.record(
  {
    kind: kindOf,
    who: fc.nat(PEOPLE - 1),
    where: fc.nat(ROOMS - 1),
    n: fc.nat(999),
    byRest: fc.boolean(),
    isOther: fc.boolean(),
  },
  { noNullPrototype: true },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const steps = fc.array(step, { minLength: 1, maxLength: A_RUN, size: "max" });

const total = {
  steps: 0,
  runs: 0,
  messages: 0,
  changes: 0,
  answers: 0,
  fetched: 0,
  restarts: 0,
  deaf: 0,
  closed: 0,
};

test(
  `${STEPS} steps of people who talk, repeat, read, change what was said, are cut and deaf, and of a server that restarts (seed ${SEED})`,
  async () => {
    for (let houses = 0; total.steps < STEPS; houses++) {
      await openHouse();
      try {
        const people = await guests(PEOPLE);
        await fc.assert(
          fc.asyncProperty(steps, (plan) => live(people, plan)),
          { numRuns: A_HOUSE, seed: SEED + houses, interruptAfterTimeLimit: SEARCH_MS, endOnFailure },
        );
      } finally {
        await house.close();
      }
    }
    const counts = Object.entries(total).map(([name, count]) => `${count} ${name}`);
    console.log(`seed ${SEED}: ${counts.join(", ")}`);
  },
  3 * SEARCH_MS + 10 * STEPS,
);

async function live(people: Guest[], plan: Step[]): Promise<void> {
  const rooms: Room[] = [];
  for (let n = 0; n < ROOMS; n++) rooms.push(await people[0]!.group(`model ${n}`, people.slice(1)));
  const world = new World(
    people.map((guest) => new Follower(guest, rooms)),
    rooms,
  );
  try {
    for (const one of plan) await world[one.kind](one);
    total.steps += plan.length;
    total.runs++;
    await world.ends();
  } finally {
    await world.leave();
  }
}

/** What one author has said under one clientId, and what may be stored under it. */
type SentMessage = {
  author: Follower;
  roomId: string;
  clientId: string;
  texts: Set<string>;
  isInLine: boolean;
};

/** The people, and the reference: what must be there when all is quiet. */
class World {
  private sent: SentMessage[] = [];
  /** By room and user: how far was said to be read. */
  private cursors = new Map<string, number>();
  private calls: Promise<unknown>[] = [];
  private readonly changed = new Outcome();
  private readonly changers: Changer[];
  /** By person and room. */
  private readonly shown: Map<string, Beheld>[];

  constructor(
    private readonly people: Follower[],
    private readonly rooms: Room[],
  ) {
    this.shown = people.map(({ guest }) => new Map(rooms.map(({ id }) => [id, new Beheld(guest, id)])));
    this.changers = people.map(
      ({ guest, views }) =>
        new Changer(guest, this.changed, (id, seq) => seq <= views.get(id)!.entries.length),
    );
    for (const [who, one] of people.entries())
      one.onFrame = (frame, link) => {
        for (const room of this.shown[who]!.values()) room.receive(frame, link);
      };
  }

  async says({ who, where, n }: Step): Promise<void> {
    const { one, roomId } = await this.at(who, where);
    one.say(roomId, `${n}`, this.note(one, roomId, `${n}`));
  }

  async posts({ who, where, n }: Step): Promise<void> {
    const { one, roomId } = await this.at(who, where);
    this.calls.push(one.post(roomId, `${n}`, this.note(one, roomId, `${n}`, false)));
  }

  async repeats({ n, byRest, isOther }: Step): Promise<void> {
    // Mostly of what was said last, which may still be under way.
    const sent = this.sent.at(-1 - (n % 100));
    if (!sent) return;
    const { author, roomId, clientId, texts } = sent;
    const text = isOther ? "another text" : [...texts][0]!;
    if (!author.acks.has(clientId)) {
      texts.add(text);
      // It may overtake what was said on the socket before it.
      if (byRest) sent.isInLine = false;
    }
    if (byRest) this.calls.push(author.post(roomId, text, clientId));
    else author.say(roomId, text, clientId);
  }

  async reads({ who, where, n, byRest }: Step): Promise<void> {
    const { one, roomId } = await this.at(who, where);
    const seq = one.views.get(roomId)!.entries.length - (n % 5);
    if (seq < 1) return;
    const place = `${roomId} ${one.guest.id}`;
    this.cursors.set(place, Math.max(seq, this.cursors.get(place) ?? 0));
    if (!byRest) return one.read(roomId, seq);
    const call = one.guest.call("PUT", `/api/rooms/${roomId}/reading`, { seq });
    this.calls.push(
      call.then(
        ({ status }) => expect(status).toBe(204),
        () => one.read(roomId, seq),
      ),
    );
  }

  // Mostly by whoever may.
  async edits(one: Step): Promise<void> {
    const { target, author } = await this.aim(one);
    this.changers[one.n % 4 > 0 ? author : one.who]!.ask({
      kind: "edit",
      ...target,
      text: `edit ${one.n % 50}`,
    });
  }

  async removes(one: Step): Promise<void> {
    const { target, author } = await this.aim(one);
    this.changers[one.n % 4 > 0 ? author : one.who]!.ask({ kind: "remove", ...target });
  }

  async reacts(one: Step): Promise<void> {
    const { target } = await this.aim(one);
    const emoji = EMOJI[one.n % EMOJI.length]!;
    this.changers[one.who]!.ask({ kind: "react", ...target, emoji, isOn: one.n % 10 < 7 });
  }

  async pins(one: Step): Promise<void> {
    const { target } = await this.aim(one);
    // The first owns all rooms.
    this.changers[one.n % 4 > 0 ? 0 : one.who]!.ask({ kind: "pin", ...target, isOn: one.n % 10 < 6 });
  }

  isCut({ who }: Step): void {
    this.people[who]!.cut();
  }

  async returns({ who }: Step): Promise<void> {
    const one = this.people[who]!;
    if (!one.isHere) await one.connect();
  }

  async settles({ who }: Step): Promise<void> {
    await this.settled([this.people[who]!]);
  }

  async passes({ n }: Step): Promise<void> {
    for (let turns = n % 6; turns >= 0; turns--) await new Promise(setImmediate);
  }

  async restarts(): Promise<void> {
    const { dir } = house;
    await house.stop();
    await openHouse({}, dir);
    total.restarts++;
  }

  /** Reads nothing while megabytes are said, or until closed for it, and then reads on. */
  async isDeaf({ who, where, n }: Step): Promise<void> {
    await this.returns({ who } as Step);
    const { one, roomId } = await this.at(who, where);
    const loud = (await this.at((who + 1) % PEOPLE, where)).one;
    one.stopReading();
    for (let sent = 0; sent < n && local.isHere(one.guest.id); sent++) {
      loud.say(roomId, LARGE, this.note(loud, roomId, LARGE));
      if (sent % 20 === 19) await this.settled([loud]);
    }
    total.deaf++;
    if (!local.isHere(one.guest.id)) total.closed++;
    one.readOn();
  }

  /** All is quiet, and nothing more is said: what is there, and what has been seen, is what must be. */
  async ends(): Promise<void> {
    await Promise.all(this.calls);
    await Promise.all(this.changers.map((changer) => changer.settled()));
    await this.settled(this.people);
    total.answers += this.changed.answers;
    const reader = this.people[0]!.guest;
    const kept = new Map<string, Message[]>();
    for (const { id } of this.rooms) kept.set(id, await pages(reader, id));
    const heads = new Map([...kept].map(([id, messages]) => [id, messages.length]));
    await this.settled(this.people, heads);
    for (const { faults } of [...this.people, ...this.changers]) expect(faults).toEqual([]);
    for (const [id, messages] of kept) {
      total.messages += messages.length;
      this.isAllThatWasSaid(id, messages);
      this.isSeenByAll(id, messages);
      await this.isShownToAll(id, messages);
      await this.isCounted(id, messages);
    }
  }

  async leave(): Promise<void> {
    for (const one of this.people) one.cut();
    for (const one of this.changers) one.leave();
    await Promise.allSettled([...this.calls, ...this.changers.map((changer) => changer.settled())]);
  }

  private isAllThatWasSaid(roomId: string, messages: Message[]): void {
    expect(first(messages, ({ seq }, index) => seq !== index + 1)).toBeUndefined();
    expect(first(messages, ({ at }, index) => at < (messages[index - 1]?.at ?? 0))).toBeUndefined();
    const sent = this.sent.filter((one) => one.roomId === roomId);
    // One row a clientId, where its ack says; the first tells that the room was made.
    expect(messages).toHaveLength(sent.length + 1);
    const isOther = ({ author, clientId, texts }: SentMessage): boolean => {
      const message = messages[author.acks.get(clientId)!.seq - 1];
      if (message?.clientId !== clientId || message.authorId !== author.guest.id) return true;
      const isChanged = message.editedAt !== null || message.deletedAt !== null;
      return !isChanged && !texts.has(message.text);
    };
    expect(sent.find(isOther)?.clientId).toBeUndefined();
    for (const own of Map.groupBy(sent, ({ author }) => author).values()) {
      const seqs = own
        .filter(({ isInLine }) => isInLine)
        .map(({ author, clientId }) => author.acks.get(clientId)!.seq);
      expect(first(seqs, (seq, index) => seq < (seqs[index - 1] ?? 0))).toBeUndefined();
    }
  }

  private isSeenByAll(roomId: string, messages: Message[]): void {
    for (const { views } of this.people) {
      const { entries } = views.get(roomId)!;
      expect(entries).toHaveLength(messages.length);
      expect(first(messages, ({ clientId }, index) => entries[index]?.clientId !== clientId)).toBeUndefined();
    }
  }

  /** And what was answered of changes is in it. */
  private async isShownToAll(roomId: string, messages: Message[]): Promise<void> {
    const { rev } = (await this.people[0]!.guest.call("GET", `/api/rooms/${roomId}`)).body.room;
    total.changes += rev;
    expect(this.changed.faults(messages, rev, this.people[0]!.guest.id).slice(0, 5)).toEqual([]);
    const stored = messages.map(comparable);
    for (const rooms of this.shown) {
      const room = rooms.get(roomId)!;
      await room.settled(messages.length, rev);
      expect(room.faults.slice(0, 5)).toEqual([]);
      const shown = room.shownAs();
      expect(first(stored, (one, index) => !Bun.deepEquals(one, shown[index], true))).toBeUndefined();
      expect(shown).toHaveLength(stored.length);
      total.fetched += room.fetched;
    }
  }

  private async isCounted(roomId: string, messages: Message[]): Promise<void> {
    const cursors = this.people.map(({ guest }) => {
      const own = messages.findLast(({ authorId, kind }) => authorId === guest.id && kind === "text");
      return Math.max(this.cursors.get(`${roomId} ${guest.id}`) ?? 0, own?.seq ?? 0);
    });
    const unreadOf = (seq: number) => cursors.filter((cursor) => cursor < seq).length;
    expect(first(messages, ({ seq, unread }) => unread !== unreadOf(seq))).toBeUndefined();
    for (const [index, { guest }] of this.people.entries()) {
      const cursor = cursors[index]!;
      const unread = messages.filter(({ seq, kind }) => seq > cursor && kind === "text").length;
      const { room } = (await guest.call("GET", `/api/rooms/${roomId}`)).body;
      expect(room).toMatchObject({ head: messages.length, me: { cursor, unread } });
    }
  }

  private async settled(people: Follower[], heads = new Map<string, number>()): Promise<void> {
    try {
      await within(PATIENCE_MS, Promise.all(people.map((one) => one.settled(heads))));
    } catch (error) {
      const states = people.map(({ faults, underWay, views }) => {
        const seen = [...views.values()].map(({ entries }) => entries.length);
        return { faults: faults.slice(0, 3), underWay, seen };
      });
      throw new Error(`${JSON.stringify(states)} of ${JSON.stringify([...heads.values()])}`, {
        cause: error,
      });
    }
  }

  /** In line is what is said on a socket: one author's are stored in the order of saying. */
  private note(author: Follower, roomId: string, text: string, isInLine = true): string {
    const clientId = crypto.randomUUID();
    this.sent.push({ author, roomId, clientId, texts: new Set([text]), isInLine });
    return clientId;
  }

  /** A message of the room, mostly a new one, which may not be there yet; and who said it, as far as it is known. */
  private async aim({ who, where, n, isOther }: Step) {
    const changer = this.changers.find(({ underWay }) => underWay >= CHANGES_UNDER_WAY);
    await changer?.settled();
    const roomId = this.rooms[where]!.id;
    const { messages } = this.shown[who]!.get(roomId)!;
    const seq = Math.max(1, isOther ? 1 + (n % (messages.size + 1)) : messages.size + 2 - (n % 30));
    const message = messages.get(seq);
    const authorId = message?.kind === "hidden" ? undefined : message?.authorId;
    const author = this.people.findIndex(({ guest }) => guest.id === authorId);
    return { target: { roomId, seq }, author: author < 0 ? who : author };
  }

  private async at(who: number, where: number): Promise<{ one: Follower; roomId: string }> {
    const one = this.people[who]!;
    if (one.underWay >= UNDER_WAY) await this.settled([one]);
    return { one, roomId: this.rooms[where]!.id };
  }
}

/** The first that is amiss, in short: a list of thousands tells nobody anything. */
function first<T>(all: T[], isAmiss: (one: T, index: number) => boolean): string | undefined {
  const index = all.findIndex(isAmiss);
  return index < 0 ? undefined : `${index}: ${JSON.stringify(all[index]).slice(0, 300)}`;
}
