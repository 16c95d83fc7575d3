import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import fc from "fast-check";

import { ferretdb, type Mongo, startLight, startMongo } from "../../e2e/machines/mongo";
import { missing } from "../../e2e/machines/programs/missing";
import { Refused } from "../../src/errors";
import { cached } from "./cached";
import {
  type MessageChange,
  type NewMessage,
  type History,
  type VisibleRange,
  plain,
  type Stored,
  mustBeStored,
} from "./history";
import * as mongo from "./mongo";
import { runBoth } from "./reference";
import { rooms as roomsOfSteps, sequences } from "./reference/steps";
import * as sqlite from "./sqlite";
import { named } from "./written/named";

// The one suite that every store passes, so nothing here knows which store it asks. Few messages: some stores that
// only tests use are slow.
const stores: [string, (dir: string) => History | Promise<History>][] = [
  ["SQLite", (dir) => sqlite.open(dir)],
  ["SQLite, always moving", (dir) => restless(sqlite.open(dir))],
  ["SQLite, held in memory", (dir) => cached(sqlite.open(dir))],
];

for (const [name, open] of stores) describe(`history in ${name}`, () => contract(open));

const noMongo = await missing([ferretdb]);
if (noMongo) console.error(`Skipped: ${noMongo}`);

describe.skipIf(noMongo !== undefined)("history in MongoDB", () => {
  let server: Mongo;
  beforeAll(async () => void (server = await startMongo()), 120_000);
  contract((dir) => mongo.open(databaseIn(server, basename(dir))), { numRuns: 10 });
  // After its client, as below.
  afterAll(() => server.close());
});

// What our machines are given where thousands come at once must be right, too.
describe("history in what stands in for MongoDB", () => {
  let server: Mongo;
  beforeAll(async () => void (server = await startLight()), 60_000);
  contract((dir) => mongo.open(databaseIn(server, basename(dir))), { numRuns: 5 });
  // After its client, which would look for it.
  afterAll(() => server.close());
});

function databaseIn({ url }: Mongo, name: string): string {
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

/** After each message some of what is in the journal is moved to the tables: nobody may notice. */
function restless(store: ReturnType<typeof sqlite.open>): History {
  let turn = 0;
  const append = async (entries: NewMessage[]) => {
    const answers = await store.append(entries);
    store.mover?.moveSome(turn++ % 4);
    return answers;
  };
  const change = async (changes: MessageChange[]) => {
    const answers = await store.change(changes);
    store.mover?.moveSome(turn++ % 4);
    return answers;
  };
  return { ...store, append, change };
}

function contract(open: (dir: string) => History | Promise<History>, { numRuns } = { numRuns: 30 }) {
  const dir = mkdtempSync(join(tmpdir(), "potato-history-"));
  let history: History;
  let rooms = 0;
  const newRoom = () => `room-${++rooms}`;
  const append = async (entry: NewMessage) => mustBeStored((await history.append([entry]))[0]!);
  const say = async (roomId: string, more: Partial<NewMessage> = {}) =>
    (await append({ ...words, roomId, clientId: crypto.randomUUID(), ...more })).message;
  const seqs = (messages: Stored[]) => messages.map(({ seq }) => seq);
  const standing = async (userId: string, roomId: string, place: Partial<VisibleRange> = {}) =>
    (await history.readStates(userId, [{ roomId, joinedSeq: 0, floor: 0, ...place }]))[0];

  beforeAll(async () => void (history = await open(dir)), 30_000);
  afterAll(async () => {
    await history.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test("the messages of each room are 1, 2, 3 …, and its head is the last of them", async () => {
    const [one, other] = [newRoom(), newRoom()];
    expect(await history.head(one)).toBe(0);
    for (const seq of [1, 2, 3]) expect((await say(one)).seq).toBe(seq);
    expect((await say(other)).seq).toBe(1);
    expect([await history.head(one), await history.head(other)]).toEqual([3, 1]);
  });

  test("a hundred messages at once leave no hole and no repeat", async () => {
    const room = newRoom();
    const sent = await Promise.all(Array.from({ length: 100 }, () => say(room)));
    const all = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(seqs(sent).toSorted((a, b) => a - b)).toEqual(all);
    expect(seqs(await history.page(room, { limit: 200 }))).toEqual(all);
  });

  test("a message comes back as it was stored", async () => {
    const room = newRoom();
    const event = { kind: "renamed" as const, byId: "ann", userIds: ["bob"], title: "감자" };
    const system = await say(room, { kind: "system", text: "", event });
    const sent = await say(room, { text: "🥔 'quoted' \"twice\" $x", mentions: ["bob", "cat"], replySeq: 1 });
    expect(sent).toMatchObject({ replySeq: 1, mentions: ["bob", "cat"], editedAt: null, deletedAt: null });
    expect(await history.page(room, { limit: 5 })).toEqual([system, sent]);
  });

  test("system messages do not count: the ordinal stays", async () => {
    const room = newRoom();
    const ordinals = [];
    for (const kind of ["text", "system", "text", "system", "system"] as const)
      ordinals.push((await say(room, { kind })).ordinal);
    expect(ordinals).toEqual([1, 1, 2, 2, 2]);
  });

  test("a repeat of (room, author, clientId) stores nothing and answers the first message", async () => {
    const room = newRoom();
    const entry = { ...words, roomId: room, clientId: "the-same-one" };
    const first = await append(entry);
    const again = await append({ ...entry, text: "something else", mentions: ["bob"] });
    expect([first.isRepeat, again.isRepeat]).toEqual([false, true]);
    expect(again.message).toEqual(first.message);
    expect(await history.head(room)).toBe(1);
  });

  test("what an author has said under a clientId is found, and nobody else's", async () => {
    const room = newRoom();
    const { message } = await append({ ...words, roomId: room, clientId: "to-be-found" });
    expect(await history.findByClientId(room, message.authorId, "to-be-found")).toEqual(message);
    expect(await history.findByClientId(room, message.authorId, "never-said")).toBeNull();
    expect(await history.findByClientId(room, "someone else", "to-be-found")).toBeNull();
  });

  test("a repeat at the same moment stores once", async () => {
    const room = newRoom();
    const entry = { ...words, roomId: room, clientId: "twenty-times" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => append(entry)));
    expect(answers.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
    expect(new Set(answers.map(({ message }) => message.seq))).toEqual(new Set([1]));
  });

  test("another author, or another room, may use the same clientId", async () => {
    const [room, other] = [newRoom(), newRoom()];
    await say(room, { clientId: "the-same-one" });
    expect((await say(room, { clientId: "the-same-one", authorId: "bob" })).seq).toBe(2);
    expect((await say(other, { clientId: "the-same-one" })).seq).toBe(1);
  });

  test("time never runs backwards along a room, and is now where none is given", async () => {
    const room = newRoom();
    const before = Date.now();
    const now = await say(room);
    expect(now.at).toBeWithin(before, Date.now() + 1);
    expect((await say(room, { at: before - 60_000 })).at).toBe(now.at);
    expect((await say(newRoom(), { at: 1000 })).at).toBe(1000);
  });

  test("a page is counted from the end it names, exclusive, and comes ascending", async () => {
    const room = newRoom();
    for (let n = 0; n < 9; n++) await say(room);
    const page = async (range: object) => seqs(await history.page(room, { limit: 3, ...range }));
    expect(await page({})).toEqual([7, 8, 9]);
    expect(await page({ before: 7 })).toEqual([4, 5, 6]);
    expect(await page({ before: 3 })).toEqual([1, 2]);
    expect(await page({ before: 1 })).toEqual([]);
    expect(await page({ after: 0 })).toEqual([1, 2, 3]);
    expect(await page({ after: 7 })).toEqual([8, 9]);
    expect(await page({ after: 9 })).toEqual([]);
    expect(await page({ before: 5, limit: 0 })).toEqual([]);
    expect(await history.page("no such room", { limit: 3 })).toEqual([]);
  });

  test("finds the seqs that exist, ascending", async () => {
    const room = newRoom();
    for (let n = 0; n < 4; n++) await say(room);
    expect(seqs(await history.find(room, [4, 99, 2, 0, 2]))).toEqual([2, 4]);
    expect(await history.find(room, [])).toEqual([]);
  });

  test("a standing counts what was said after the cursor, without system and hidden messages", async () => {
    const room = newRoom();
    expect(await standing("bob", room)).toEqual({ ...nowhere, roomId: room });
    await say(room, { kind: "system" });
    await say(room);
    await say(room, { hiddenFrom: "bob" });
    const seen = await say(room);
    await say(room, { hiddenFrom: "bob" });
    const bobs = {
      roomId: room,
      head: 5,
      rev: 0,
      cursor: 0,
      unread: 2,
      isMarked: false,
      lastSeq: 4,
      lastAt: seen.at,
    };
    expect(await standing("bob", room)).toEqual(bobs);
    expect(await standing("cat", room)).toMatchObject({ unread: 4, lastSeq: 5 });
    expect(await standing("bob", room, { joinedSeq: 3 })).toMatchObject({ cursor: 3, unread: 1 });
  });

  test("nothing at or below the floor is anyone's last message", async () => {
    const room = newRoom();
    for (let n = 0; n < 3; n++) await say(room);
    expect(await standing("bob", room, { joinedSeq: 3, floor: 3 })).toMatchObject({
      lastSeq: null,
      lastAt: null,
    });
    expect(await standing("bob", room, { joinedSeq: 2, floor: 2 })).toMatchObject({ lastSeq: 3, unread: 1 });
  });

  test("standings come in the order asked", async () => {
    const asked = [newRoom(), newRoom(), newRoom()];
    await say(asked[1] as string);
    const places = asked.toReversed().map((roomId) => ({ roomId, joinedSeq: 0, floor: 0 }));
    const standings = await history.readStates("bob", places);
    expect(standings.map(({ roomId }) => roomId)).toEqual(asked.toReversed());
    expect(standings.map(({ head }) => head)).toEqual([0, 1, 0]);
    expect(await history.readStates("bob", [])).toEqual([]);
  });

  test("a cursor only moves forward, and never above the head", async () => {
    const room = newRoom();
    for (let n = 0; n < 5; n++) await say(room);
    const read = async (seq: number) =>
      (await history.moveCursors([{ userId: "bob", roomId: room, seq }]))[0];
    expect([await read(3), await read(2), await read(99), await read(1)]).toEqual([3, 3, 5, 5]);
    expect(await standing("bob", room)).toMatchObject({ cursor: 5, unread: 0 });
    expect(await history.moveCursors([{ userId: "bob", roomId: newRoom(), seq: 7 }])).toEqual([0]);
  });

  test("sending moves the sender's own cursor; a system message moves nobody's", async () => {
    const room = newRoom();
    await say(room, { authorId: "bob" });
    await say(room, { authorId: "ann", kind: "system" });
    expect(await history.cursors(room)).toEqual(new Map([["bob", 1]]));
    await history.moveCursors([{ userId: "cat", roomId: room, seq: 2 }]);
    expect(await history.cursors(room)).toEqual(
      new Map([
        ["bob", 1],
        ["cat", 2],
      ]),
    );
  });

  test("reading many rooms at once answers where each cursor stands", async () => {
    const [one, other] = [newRoom(), newRoom()];
    await Promise.all([say(one), say(one), say(other)]);
    const reads = [other, one, one].map((roomId, index) => ({ userId: "bob", roomId, seq: index + 1 }));
    expect(await history.moveCursors(reads)).toEqual([1, 2, 2]);
  });

  test("a mark stays until it is taken away or something is read", async () => {
    const room = newRoom();
    await say(room);
    await history.mark("bob", room, true);
    expect(await standing("bob", room)).toMatchObject({ isMarked: true, cursor: 0 });
    await history.mark("bob", room, false);
    expect(await standing("bob", room)).toMatchObject({ isMarked: false });
    await history.moveCursors([{ userId: "bob", roomId: room, seq: 1 }]);
    await history.mark("bob", room, true);
    expect(await standing("bob", room)).toMatchObject({ isMarked: true, cursor: 1 });
    await history.moveCursors([{ userId: "bob", roomId: room, seq: 0 }]);
    expect(await standing("bob", room)).toMatchObject({ isMarked: false, cursor: 1 });
  });

  test("the first message seen is the first that is not hidden", async () => {
    const room = newRoom();
    for (const hiddenFrom of ["bob", "bob", null, null]) await say(room, { hiddenFrom });
    const firstVisible = (userId: string, after: number) => history.firstVisible(userId, room, after);
    expect([
      await firstVisible("bob", 0),
      await firstVisible("bob", 3),
      await firstVisible("ann", 0),
    ]).toEqual([3, 4, 1]);
    expect(await firstVisible("bob", 4)).toBeNull();
  });

  const edit = (roomId: string, seq: number, text: string): MessageChange => ({
    roomId,
    seq,
    to: (message) => (message.text === text ? undefined : { text, editedAt: 1 }),
  });

  test("each change of a room has the next rev, and the message is read as it was left", async () => {
    const [room, other] = [newRoom(), newRoom()];
    for (const roomId of [room, room, room, other]) await say(roomId);
    const changes = [
      edit(room, 2, "one"),
      edit(other, 1, "other"),
      edit(room, 1, "two"),
      edit(room, 2, "three"),
    ];
    const answers = await history.change(changes);
    expect(answers.map((answer) => (answer instanceof Refused ? 0 : answer.message.rev))).toEqual([
      1, 1, 2, 3,
    ]);
    const page = await history.page(room, { limit: 9 });
    expect(page.map(({ text, rev }) => [text, rev])).toEqual([
      ["two", 2],
      ["three", 3],
      ["감자", 0],
    ]);
    expect(await history.find(room, [2])).toEqual([page[1]!]);
    expect(await history.findByClientId(room, "ann", page[1]!.clientId)).toEqual(page[1]!);
    expect(await history.positions([other, room])).toEqual([
      { seq: 1, rev: 1 },
      { seq: 3, rev: 3 },
    ]);
    expect(await standing("bob", room)).toMatchObject({ head: 3, rev: 3, unread: 3 });
  });

  test("what changes nothing has no rev, and what cannot be changed says why", async () => {
    const room = newRoom();
    await say(room, { text: "as it is" });
    const refuse = () => {
      throw new Refused("forbidden");
    };
    const answers = await history.change([
      edit(room, 1, "as it is"),
      { roomId: room, seq: 1, to: refuse },
      edit(room, 2, "not there"),
      edit(newRoom(), 1, "nor there"),
      edit(room, 1, "changed"),
    ]);
    const inShort = answers.map((one) =>
      one instanceof Refused ? one.code : [one.isChanged, one.message.rev],
    );
    expect(inShort).toEqual([[false, 0], "forbidden", "not-found", "not-found", [true, 1]]);
  });

  test("twenty changes at once leave no hole and no repeat", async () => {
    const room = newRoom();
    for (let n = 0; n < 4; n++) await say(room);
    const react = (nth: number): MessageChange => ({
      roomId: room,
      seq: (nth % 4) + 1,
      to: ({ reactions: [known] }) => ({
        reactions: [{ emoji: "🥔", userIds: [...(known?.userIds ?? []), `user-${nth}`] }],
      }),
    });
    const batch = (first: number) => Array.from({ length: 10 }, (_, nth) => react(first + nth));
    const answers = await Promise.all([0, 10].map((first) => history.change(batch(first))));
    const revs = answers.flat().map((answer) => (answer instanceof Refused ? 0 : answer.message.rev));
    expect(revs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1));
    for (const { reactions } of await history.page(room, { limit: 4 }))
      expect(reactions[0]?.userIds).toHaveLength(5);
  });

  test("what was changed after a rev comes once each, as it is now, in parts", async () => {
    const room = newRoom();
    for (let n = 0; n < 4; n++) await say(room);
    for (const seq of [3, 1, 3, 4]) await history.change([edit(room, seq, crypto.randomUUID())]);
    const after = async (rev: number, limit = 10) => {
      const page = await history.changes(room, { after: rev, limit });
      return [page.messages.map(({ seq, rev: own }) => [seq, own]), page.rev];
    };
    const [one, three, four] = [
      [1, 2],
      [3, 3],
      [4, 4],
    ];
    expect(await after(0)).toEqual([[one, three, four], 4]);
    expect(await after(0, 2)).toEqual([[one, three], 3]);
    expect(await after(3, 1)).toEqual([[four], 4]);
    expect(await after(4)).toEqual([[], 4]);
    expect(await history.changes(newRoom(), { after: 0, limit: 5 })).toEqual({ messages: [], rev: 0 });
  });

  test("pinned messages are found, as long as they are", async () => {
    const room = newRoom();
    for (let n = 0; n < 3; n++) await say(room);
    const pin = (seq: number, at: number | null): MessageChange => ({
      roomId: room,
      seq,
      to: () => ({ pin: at === null ? null : { byId: "ann", at } }),
    });
    await history.change([pin(3, 7), pin(1, 8)]);
    const pinned = async () => (await history.pinned(room)).map(({ seq, pin: own }) => [seq, own?.at]);
    expect(await pinned()).toEqual([
      [1, 8],
      [3, 7],
    ]);
    await history.change([pin(3, null)]);
    expect(await pinned()).toEqual([[1, 8]]);
  });

  test("messages with links are found, the newest first, as long as they have some", async () => {
    const room = newRoom();
    const texts = [
      "https://a.com",
      "none",
      "see (HTTP://B.kr/c)",
      "xhttp://a.com https://",
      "감자https://[::1]/",
      "",
    ];
    for (const text of texts) await say(room, { text });
    await say(room, { kind: "system", text: "https://a.com" });
    await say(newRoom(), { text: "https://a.com" });
    const linked = async (page: { before?: number; limit: number }) =>
      seqs(await history.having(room, { kind: "link", ...page }));
    expect(await linked({ limit: 9 })).toEqual([5, 3, 1]);
    expect(await linked({ limit: 1 })).toEqual([5]);
    expect(await linked({ before: 5, limit: 1 })).toEqual([3]);
    await history.change([
      edit(room, 2, "http://now.one"),
      edit(room, 3, "no more"),
      edit(room, 5, "https://감자.kr"),
    ]);
    expect(await linked({ limit: 9 })).toEqual([5, 2, 1]);
  });

  const markNow = async () => (await history.written()).mark;

  test("a room is named once it is written to, and again when it is written to again", async () => {
    const [one, other, quiet] = [newRoom(), newRoom(), newRoom()];
    const start = await markNow();
    await say(other);
    await say(one);
    const said = await named(history, start, [one, other]);
    expect(said.rooms).not.toContain(quiet);
    await history.change([edit(other, 1, "changed")]);
    const changed = await named(history, said.mark, [other]);
    expect(changed.rooms).not.toContain(one);
    await say(one);
    await named(history, changed.mark, [one]);
    // A mark is as good the next time.
    await named(history, start, [one, other]);
  });

  test("many rooms at once are all named", async () => {
    const [start, many] = [await markNow(), Array.from({ length: 60 }, newRoom)];
    await history.append(many.map((roomId) => ({ ...words, roomId, clientId: "the-first" })));
    await named(history, start, many);
  });

  test("without a mark, or with one that says nothing here, any room may have been written to", async () => {
    const of = (await markNow()).split(/[: ]/)[0]!;
    for (const mark of [undefined, "", "none", "none:1", `${of}x:0`, `${of}:x`, `${of} no-writer:1`]) {
      const answer = await history.written(mark);
      expect(answer).toEqual({ rooms: [], mark: expect.any(String), isWhole: false });
      expect(await history.written(answer.mark)).toMatchObject({ isWhole: true });
    }
  });

  const lived = () =>
    fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const prefix = newRoom();
        const mark = await markNow();
        const { real, expected } = await runBoth(steps, history, prefix);
        expect(real).toEqual(expected);
        const ids = roomsOfSteps.map((name) => prefix + name);
        const positions = await history.positions(ids);
        await named(
          history,
          mark,
          ids.filter((_, nth) => positions[nth]!.seq > 0),
        );
      }),
      { numRuns },
    );
  test(
    "whatever is said, changed, read and marked, all stands as in the simplest history there could be",
    lived,
    60_000,
  );

  test("everything is still there once it is opened again", async () => {
    const room = newRoom();
    for (const kind of ["system", "text", "text"] as const) await say(room, { kind, authorId: "ann" });
    await history.moveCursors([{ userId: "bob", roomId: room, seq: 2 }]);
    await history.mark("bob", room, true);
    await history.change([edit(room, 2, "changed"), edit(room, 3, "changed"), edit(room, 2, "again")]);
    const kept = async () => [
      await history.page(room, { limit: 10 }),
      await history.changes(room, { after: 0, limit: 10 }),
      await standing("bob", room),
    ];
    const before = await kept();
    expect(history.isReadable()).toBe(true);
    await history.close();
    history = await open(dir);
    expect(await kept()).toEqual(before);
    expect((await say(room)).seq).toBe(4);
    const [next] = await history.change([edit(room, 1, "and on")]);
    expect(next).toMatchObject({ message: { rev: 4 } });
  });
}

const words = { ...plain, authorId: "ann", text: "감자" };

const nowhere = { head: 0, rev: 0, cursor: 0, unread: 0, isMarked: false, lastSeq: null, lastAt: null };
