import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";

import { ferretdb, type Mongo, startLight, startMongo } from "../../../e2e/machines/mongo";
import { missing } from "../../../e2e/machines/programs/missing";
import { type History, mustBeStored, plain } from "../history";
import * as mongo from "../mongo";
import { named } from "./named";
import { RecentRooms } from "./recent";

// What the contract does not ask: several processes that write to one MongoDB, and what becomes of marks.

test("in memory, only so many rooms are known: a mark from before is told nothing", () => {
  const recent = new RecentRooms(3);
  const start = recent.since().mark;
  for (const room of ["a", "b", "a", "c"]) recent.add(room);
  expect(recent.since(start)).toEqual({ rooms: ["b", "a", "c"], mark: expect.any(String), isWhole: true });
  const later = recent.since().mark;
  recent.add("d");
  expect(recent.since(start).isWhole).toBe(false);
  expect(recent.since(later)).toMatchObject({ rooms: ["d"], isWhole: true });
  // Another process begins to count anew.
  expect(new RecentRooms(3).since(start).isWhole).toBe(false);
});

const noMongo = await missing([ferretdb]);
if (noMongo) console.error(`Skipped: ${noMongo}`);
const servers = [
  ["MongoDB", () => startMongo(), noMongo !== undefined],
  ["what stands in for MongoDB", () => startLight(), false],
] as const;
for (const [name, start, isMissing] of servers)
  describe.skipIf(isMissing)(`rooms written to, in ${name}`, () => {
    let server: Mongo;
    beforeAll(async () => void (server = await start()), 120_000);
    several(() => {
      const own = new URL(server.url);
      own.pathname = `/written-${crypto.randomUUID().slice(0, 8)}`;
      return own.href;
    });
    afterAll(() => server.close());
  });

// A writer that never beats again, and others that soon find it lost.
const NEVER = 2 ** 30;
const soon = { beatMs: 20, lostMs: 1000, doubtMs: 500 };

function several(newDatabase: () => string): void {
  const opened: History[] = [];
  const open = async (url: string, times: NonNullable<Parameters<typeof mongo.open>[1]>["times"] = {}) => {
    const store = await mongo.open(url, { times: { everyMs: 20, ...times } });
    opened.push(store);
    return store;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (store) => store.close()));
  });

  test("what one stores and changes is named to the other, each time", async () => {
    const url = newDatabase();
    const [one, other] = [await open(url), await open(url)];
    const marks = [await markNow(one), await markNow(other)] as const;
    await say(one, "a");
    await say(other, "b");
    const [here, there] = [await named(one, marks[0], ["a", "b"]), await named(other, marks[1], ["a", "b"])];
    await one.change([{ roomId: "b", seq: 1, to: () => ({ text: "고침" }) }]);
    expect([...(await named(other, there.mark, ["b"])).rooms]).toEqual(["b"]);
    expect([...(await named(one, here.mark, ["b"])).rooms]).toEqual(["b"]);
    // One that starts later, and a mark that another process was given.
    const later = await open(url);
    await say(later, "c");
    await named(later, marks[1], ["a", "b", "c"]);
    await named(one, here.mark, ["b", "c"]);
  });

  test("who closes leaves nothing unsaid, and a mark stays whole", async () => {
    const url = newDatabase();
    const [reader, writer] = [await open(url, soon), await open(url, { everyMs: NEVER })];
    const start = await markNow(reader);
    await say(writer, "a");
    await writer.close();
    const { mark } = await named(reader, start, ["a"]);
    // What is stored after it is named as ever.
    await say(reader, "b");
    expect([...(await named(reader, mark, ["b"])).rooms]).toEqual(["b"]);
  });

  test("a process that is killed before it could say what it stored is noticed, once", async () => {
    const url = newDatabase();
    const reader = await open(url, soon);
    const start = await markNow(reader);
    const program = `import { open } from ${JSON.stringify(import.meta.resolve("../mongo"))};
      const store = await open(${JSON.stringify(url)}, { times: { everyMs: ${NEVER}, beatMs: ${NEVER} } });
      await store.append([${JSON.stringify(entry("a"))}]);
      console.log("stored");`;
    const killed = Bun.spawn(["bun", "--no-env-file", "-e", program], {
      cwd: new URL("../../..", import.meta.url).pathname,
      env: { ...process.env, LOG_LEVEL: "silent" },
      stdout: "pipe",
      stderr: "inherit",
    });
    for await (const part of killed.stdout) if (new TextDecoder().decode(part).includes("stored")) break;
    killed.kill("SIGKILL");
    await killed.exited;
    const lost = await untilAnyRoom(reader, start);
    // Nobody had named it.
    expect(lost.rooms).not.toContain("a");
    expect(await reader.positions(["a"])).toEqual([{ seq: 1, rev: 0 }]);
    await say(reader, "b");
    expect([...(await named(reader, lost.mark, ["b"])).rooms]).toEqual(["b"]);
    // Also who asks for the first time since before is told, and in another process.
    expect(await reader.written(start)).toMatchObject({ isWhole: false });
    expect(await (await open(url)).written(start)).toMatchObject({ isWhole: false });
  }, 30_000);

  test("who was found lost comes back under another id: all that it stores is named", async () => {
    const url = newDatabase();
    const [reader, away] = [await open(url, soon), await open(url, { beatMs: NEVER })];
    await say(away, "a");
    const { mark } = await untilAnyRoom(reader, await markNow(reader));
    await say(away, "b");
    const back = await named(reader, mark, ["b"]);
    expect(await reader.positions(["a", "b"])).toMatchObject([{ seq: 1 }, { seq: 1 }]);
    await say(away, "c");
    await named(reader, back.mark, ["c"]);
  }, 30_000);

  test("who was silent for long makes sure of its id before it stores: its death is noticed again", async () => {
    const url = newDatabase();
    const reader = await open(url, soon);
    const away = await open(url, { everyMs: NEVER, beatMs: NEVER, lostMs: 0, doubtMs: 0 });
    const { mark } = await untilAnyRoom(reader, await markNow(reader));
    await say(away, "a");
    // It says nothing more, as if it were dead.
    expect((await untilAnyRoom(reader, mark)).rooms).not.toContain("a");
  }, 30_000);

  test("only the newest entries are kept: a mark from before those is told that any room may be meant", async () => {
    const url = newDatabase();
    const [reader, writer] = [await open(url), await open(url, { everyMs: 0, kept: 3 })];
    const start = await markNow(reader);
    let { mark } = await named(reader, start, []);
    const marks: string[] = [];
    for (let nth = 0; nth < 12; nth++) {
      await say(writer, `room-${nth}`);
      marks.push(mark);
      ({ mark } = await named(reader, mark, [`room-${nth}`]));
    }
    await untilTooOld(reader, start);
    await named(reader, marks.at(-2)!, ["room-10", "room-11"]);
    expect(await reader.written(mark)).toMatchObject({ rooms: [], isWhole: true });
  });

  test("a writer that ended long ago is removed: marks that had read all of it stay whole, others do not", async () => {
    const url = newDatabase();
    const reader = await open(url);
    const start = await markNow(reader);
    const closed = await open(url);
    const early = await markNow(reader);
    await say(closed, "a");
    await closed.close();
    const { mark } = await named(reader, start, ["a"]);
    // It looks for those to remove.
    const sweeper = await open(url, { beatMs: 20, keptMs: 0 });
    await untilTooOld(sweeper, early);
    await say(reader, "b");
    expect([...(await named(reader, mark, ["b"])).rooms]).toEqual(["b"]);
  });
}

const entry = (roomId: string) => ({ ...plain, roomId, authorId: "ann", clientId: "one", text: "감자" });
const say = async (store: History, roomId: string) => {
  for (const answer of await store.append([{ ...entry(roomId), clientId: crypto.randomUUID() }]))
    mustBeStored(answer);
};

const markNow = async (store: History): Promise<string> => (await store.written()).mark;

/** Asks until any room may have been written to. Returns all that were named before, and the mark of then. */
async function untilAnyRoom(store: History, since: string): Promise<{ rooms: string[]; mark: string }> {
  const rooms: string[] = [];
  for (let mark = since; ;) {
    const answer = await store.written(mark);
    ({ mark } = answer);
    if (!answer.isWhole) return { rooms, mark };
    rooms.push(...answer.rooms);
  }
}

/** Asks with the same mark until it is told nothing any more. */
async function untilTooOld(store: History, mark: string): Promise<void> {
  while ((await store.written(mark)).isWhole);
}
