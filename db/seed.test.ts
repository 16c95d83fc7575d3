import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call, Line } from "../src/testing/people/guests";
import { type Process, startProcess } from "../src/testing/servers/processes";
import { verify } from "./verify";

type Seeded = { userId: string; username: string; accessToken: string; rooms: [string, string] };

type Ended = { output: string; errors: string[]; code: number };

const scratch = mkdtempSync(join(tmpdir(), "potato-seed-"));
const dir = join(scratch, "data");
const out = join(scratch, "people.jsonl");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the command as people do. */
async function seed(args: string, dataDir = dir, env: Record<string, string> = {}): Promise<Ended> {
  const child = Bun.spawn(["bun", "run", "--silent", "seed", ...args.split(" ")], {
    cwd: join(import.meta.dir, ".."),
    env: { PATH: process.env["PATH"] ?? "", DATA_DIR: dataDir, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { output, errors: errors.trimEnd().split("\n"), code: await child.exited };
}

const found = (dataDir: string) => Array.fromAsync(verify({ dir: dataDir }));
const written = () =>
  readFileSync(out, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Seeded);

describe("a seeded store", () => {
  // 151 rooms, of 4 but the last, which is left with 2; and one of all, larger than a group can begin. Six messages in each
  // of the 151, and one more in the last.
  const USERS = 602;
  const MESSAGES = 907;
  let server: Process;
  let people: Seeded[];
  let ann: Seeded;
  let bob: Seeded;

  beforeAll(async () => {
    const { output, errors, code } = await seed(
      `--users ${USERS} --room-size 4,1000 --messages ${MESSAGES} --out ${out}`,
    );
    expect([errors, code]).toEqual([[""], 0]);
    expect(output).toMatch(/^602 users in 152 rooms, 907 messages: [\d.]+ s\n$/);
    people = written();
    [ann, bob] = people as [Seeded, Seeded];
    expect(await found(dir)).toEqual([`${MESSAGES + 152} messages in 152 rooms: 0 breaks`]);
    server = await startProcess({}, dir);
  });
  afterAll(() => server.close());

  const get = async (who: Seeded, path: string): Promise<any> =>
    (await call("GET", path, undefined, { authorization: `Bearer ${who.accessToken}` })).body;

  async function arrive(who: Seeded): Promise<{ line: Line; rooms: unknown[] }> {
    const line = await Line.open();
    line.say({ type: "hello", token: who.accessToken });
    const { rooms } = await line.hears("welcome");
    return { line, rooms };
  }

  test("everyone is in one room of each size, and the file is for nobody else's eyes", () => {
    expect(people.map(({ username }) => username)).toEqual(
      Array.from({ length: USERS }, (_, nth) => `bench${nth + 1}`),
    );
    const [small, large] = [0, 1].map((nth) => Map.groupBy(people, ({ rooms }) => rooms[nth]!));
    expect([...small!.values()].map(({ length }) => length)).toEqual([
      ...Array.from({ length: 150 }, () => 4),
      2,
    ]);
    expect([...large!.values()].map(({ length }) => length)).toEqual([USERS]);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test("a token signs in by socket, to its rooms; what is said there is heard", async () => {
    const [one, other] = await Promise.all([arrive(ann), arrive(bob)]);
    // Of six messages by four people, ann has said the fifth and bob the sixth, after the room's first.
    expect(one.rooms).toEqual([
      [ann.rooms[0], 7, 6, 1, 0],
      [ann.rooms[1], 1, 0, 0, 0],
    ]);
    expect(other.rooms).toContainEqual([ann.rooms[0], 7, 7, 0, 0]);
    one.line.say({ type: "message.send", roomId: ann.rooms[0], clientId: "a-new-message", text: "안녕" });
    expect(await one.line.hears("message.sent")).toMatchObject({ seq: 8 });
    expect(await other.line.hears("message.new")).toMatchObject({ message: { seq: 8, text: "안녕" } });
    one.line.close();
    other.line.close();
  });

  test("a room begins as any group does, then its members speak in turn, until a little ago", async () => {
    const last = people.at(-3)!;
    const { messages } = await get(last, `/api/rooms/${last.rooms[0]}/messages`);
    expect(messages[0]).toMatchObject({ seq: 1, kind: "system", event: { kind: "created" } });
    const texts = messages.slice(1);
    expect(texts).toHaveLength(6);
    const members = people.slice(-6, -2).map(({ userId }) => userId);
    expect(texts.slice(0, 4).map(({ authorId }: any) => authorId)).toEqual(members);
    expect(texts[0].text).toMatch(/[가-힣]/);
    expect(texts[1].text).toMatch(/[a-z]/);
    const times = messages.map(({ at }: any) => at as number);
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
    expect(times.at(-1)).toBeWithin(Date.now() - 600_000, Date.now() + 1);
  });

  test("a large group has begun with 500, and the others came in after", async () => {
    const [, room] = ann.rooms;
    const { messages } = await get(ann, `/api/rooms/${room}/messages`);
    expect(messages).toHaveLength(1);
    expect(messages[0].event.userIds).toHaveLength(500);
    expect((await get(ann, `/api/rooms/${room}`)).room).toMatchObject({ memberCount: USERS, head: 1 });
    const late = (await get(people.at(-1)!, `/api/rooms/${room}`)).room;
    expect(late.me).toMatchObject({ role: "member", joinedSeq: 1, cursor: 1, unread: 0 });
  });

  test("the server has found nothing to make up for", async () => {
    const { room } = await get(bob, `/api/rooms/${bob.rooms[1]}`);
    expect(room.head).toBe(1);
    expect((await found(dir)).at(-1)).toMatch(/^10\d\d messages in 152 rooms: 0 breaks$/);
    expect(server.log.filter(({ level }) => Number(level) > 30)).toEqual([]);
  });

  test("it is refused while a server runs on that folder", async () => {
    const { errors, code } = await seed(`--users 1 --room-size 1 --out ${out}`);
    expect([errors, code]).toEqual([[`DATA_DIR: another server is running on ${dir}`], 1]);
  });
});

describe("what is refused leaves everything as it was", () => {
  const other = join(scratch, "other");

  test("a file that cannot be written", async () => {
    const { errors, code } = await seed(`--users 3 --room-size 2 --out ${scratch}/nowhere/x`, other);
    expect(code).toBe(1);
    expect(errors.join()).toContain("no such file or directory");
    expect(await found(other)).toEqual(["0 messages in 0 rooms: 0 breaks"]);
  });

  test("names that are taken", async () => {
    expect((await seed(`--users 3 --room-size 2 --out ${out}`, other)).code).toBe(0);
    const before = written();
    const { errors, code } = await seed(`--users 5 --room-size 2 --out ${out}`, other);
    expect([errors, code]).toEqual([["DATA_DIR: there is a bench1 already. Seed another folder."], 1]);
    expect(written()).toEqual(before);
    expect(await found(other)).toEqual(["2 messages in 2 rooms: 0 breaks"]);
  });

  test("stores that are not in the folder", async () => {
    const env = { SINGLE: "1", MONGO_URL: "mongodb://127.0.0.1:1/potato" };
    const { errors, code } = await seed(`--users 1 --room-size 1 --out ${scratch}/none`, other, env);
    expect([errors, code]).toEqual([
      ["MONGO_URL, LITEFS_DIR: people are made in DATA_DIR alone. Unset both."],
      2,
    ]);
  });

  test.each([
    ["--users 0 --room-size 2 --out x", ["--users: a whole number from 1 to 1000000"]],
    [
      "--users 2 --room-size 10,20000 --out x",
      ["--room-size: whole numbers from 1 to 10000, separated by commas"],
    ],
    ["--users 2 --room-size 2 --messages lots --out x", ["--messages: a whole number up to 100000000"]],
    ["--users 2 --room-size 2", ["--out: the file that the tokens are written to"]],
    ["--users 2 --room-size 2 --out x --people 2", ["Unknown option '--people'"]],
    [
      "--users 2",
      [
        "--room-size: whole numbers from 1 to 10000, separated by commas",
        "--out: the file that the tokens are written to",
      ],
    ],
  ])("%s", async (args, faults) => {
    const nothing = join(scratch, "nothing");
    const { output, errors, code } = await seed(args, nothing);
    const usage = "Usage: bun run seed -- --users N --room-size R[,R…] [--messages M] --out FILE";
    expect([output, errors, code]).toEqual(["", [...faults, usage], 2]);
    expect(statSync(nothing, { throwIfNoEntry: false })).toBeUndefined();
  });
});
