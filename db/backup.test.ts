import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { gofakes3, startS3 } from "../e2e/machines/files/s3";
import { litefs } from "../e2e/machines/litefs/node";
import type { Machine } from "../e2e/machines/machine";
import { ferretdb, startMongo } from "../e2e/machines/mongo";
import { missing } from "../e2e/machines/programs/missing";
import { whyNoRig } from "../e2e/machines/rig";
import { readEnv } from "../src/env";
import type { Room } from "../src/protocol/room";
import { dice } from "../src/testing/fixtures/dice";
import { green, put, putImage, stripes } from "../src/testing/fixtures/pictures";
import { fetched, send } from "../src/testing/fixtures/sent";
import { storedEntries } from "../src/testing/fixtures/settled";
import { Follower } from "../src/testing/people/followers";
import { call, type Guest, guests, within } from "../src/testing/people/guests";
import { type Process, startProcess } from "../src/testing/servers/processes";
import { goTo, on, openRig } from "../src/testing/servers/rigs";
import { backup } from "./backup";
import * as historyCopy from "./backup/history";
import type { Stored } from "./history/history";
import * as sqlite from "./history/sqlite";
import * as verified from "./verify/stores";

const reason = await missing([ferretdb, gofakes3]);
const noLitefs = await whyNoRig({ accounts: "litefs" });
for (const why of [reason, noLitefs]) if (why) console.error(`Skipped: ${why}`);

const scratch = mkdtempSync(join(tmpdir(), "potato-backup-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const folder = () => join(scratch, `${++folders}`);

// Unacked messages each who talks keeps under way.
const UNDER_WAY = 16;

/** As anyone runs it. */
async function run(command: string, env: Record<string, string>, ...flags: string[]) {
  const { PATH } = process.env;
  const shell = Bun.spawn(["bun", "--no-env-file", "run", "--silent", command, ...flags], {
    cwd: join(import.meta.dir, ".."),
    env: { PATH, LOG_LEVEL: "warn", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [code, said, complaint] = await Promise.all([shell.exited, text(shell.stdout), text(shell.stderr)]);
  return { code, lines: said.trim().split("\n"), complaint };
}

/** People who talk, read, come and go without end, until they are told to stop. */
class Crowd {
  private isOver = false;
  private acked: () => void = () => undefined;
  private gone: Promise<void> | undefined;
  readonly followers: Follower[];

  constructor(
    talking: Guest[],
    private readonly going: Guest[],
    private readonly rooms: Room[],
  ) {
    this.followers = talking.map((guest) => new Follower(guest, rooms, true));
  }

  async begin(): Promise<void> {
    const random = dice(20_261_125);
    await Promise.all(this.followers.map((follower) => follower.connect()));
    for (const follower of this.followers) {
      const talk = () => {
        if (this.isOver) return;
        const room = this.rooms[random(this.rooms.length)]!;
        follower.say(room.id, "감자".repeat(1 + random(40)));
        follower.read(room.id, follower.views.get(room.id)!.entries.length);
      };
      follower.onAck = () => {
        this.acked();
        talk();
      };
      for (let n = 0; n < UNDER_WAY; n++) talk();
    }
    this.gone = this.comeAndGo(this.going);
  }

  get acks() {
    return this.followers.flatMap(({ acks }) => [...acks.values()]);
  }

  /** Resolves once so many more are acked. */
  async more(howMany: number): Promise<void> {
    for (const goal = this.acks.length + howMany; this.acks.length < goal;)
      await new Promise<void>((resolve) => void (this.acked = resolve));
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.gone;
    for (const follower of this.followers) {
      follower.onAck = () => undefined;
      follower.cut();
    }
  }

  /** New groups, new names, new people where everyone talks, new pictures: accounts change all the time. */
  private async comeAndGo([ann, eve]: Guest[]): Promise<void> {
    const path = `/api/rooms/${this.rooms[0]!.id}/members`;
    while (!this.isOver) {
      const room = await ann!.group("잠깐", [eve!]);
      await ann!.call("POST", path, { userIds: [eve!.id] });
      await ann!.call("PATCH", `/api/rooms/${room.id}`, { title: "또" });
      await eve!.says(room, "안녕");
      await put(eve!, stripes);
      await putImage(ann!, room, stripes);
      const { seq } = await send(ann!, room, stripes, crypto.getRandomValues(new Uint8Array(1000)));
      await ann!.call("DELETE", `/api/rooms/${room.id}/messages/${seq}`);
      await ann!.call("DELETE", `${path}/${eve!.id}`);
    }
  }
}

/** A server under load is backed up, and is gone; one on what was restored has all that was acked before. */
async function survives(env: Record<string, string>, restoredTo: Record<string, string>, acks: number) {
  let server = await startProcess(env, folder());
  const [ann, bob, cat, dan, eve] = await guests(5);
  const rooms = [await ann.group("하나", [bob, cat, dan]), await bob.group("둘", [cat, dan])];
  await put(cat, stripes);
  await putImage(bob, rooms[1]!, green);
  const contents = [stripes, crypto.getRandomValues(new Uint8Array(300_000)), new Uint8Array(1)];
  const { files } = await send(bob, rooms[1]!, ...contents);
  // What was said in an earlier life has its place already; what is said now is on its way to it.
  for (const word of ["하나", "둘", "셋"]) await bob.says(rooms[1]!, word);
  await server.kill("SIGTERM");
  server = await startProcess(env, server.dir);
  const crowd = new Crowd([cat, dan], [ann, eve], rooms);
  await crowd.begin();
  await crowd.more(acks);
  const before = crowd.acks;
  const out = folder();
  const taken = await run("backup", { DATA_DIR: server.dir, ...env }, "--out", out);
  expect([taken.complaint, taken.lines.at(-1)]).toEqual(["", `${out} is whole`]);
  await crowd.more(10);
  await crowd.end();
  await server.close();
  const dir = folder();
  const restored = await run("restore", { DATA_DIR: dir, ...restoredTo }, "--from", out);
  expect([restored.complaint, restored.lines.at(-1)]).toEqual(["", expect.stringMatching(/: 0 breaks$/)]);
  const next = await startProcess(restoredTo, dir);
  await check(next, { cat, rooms, before });
  for (const [nth, { id, hasThumbnail }] of files.entries()) {
    expect(Buffer.compare((await fetched(cat, id)) ?? new Uint8Array(), contents[nth]!)).toBe(0);
    expect((await fetched(cat, id, "/thumbnail")) !== null).toBe(hasThumbnail);
  }
  expect(files.map(({ hasThumbnail }) => hasThumbnail)).toEqual([true, false, false]);
  const { code, lines } = await run("verify", { DATA_DIR: dir, ...restoredTo });
  expect([code, lines.length]).toEqual([0, 1]);
  await next.close();
}

type Kept = { cat: Guest; rooms: Room[]; before: { seq: number; clientId: string; roomId: string }[] };

async function check(server: Process, { cat, rooms, before }: Kept): Promise<void> {
  for (const { id } of rooms) {
    const there = await storedEntries(cat, id);
    expect(there.map(({ seq }) => seq)).toEqual(there.map((_, index) => index + 1));
    const isLost = (ack: Kept["before"][0]) => there[ack.seq - 1]?.clientId !== ack.clientId;
    expect(before.filter((ack) => ack.roomId === id && isLost(ack))).toEqual([]);
  }
  // Who was signed in is, and finds what they had; then life goes on where it was.
  const { body } = await cat.call("GET", "/api/me");
  expect((await call("GET", body.user.avatarUrl)).status).toBe(200);
  const { body: there } = await cat.call("GET", `/api/rooms/${rooms[1]!.id}`);
  expect((await call("GET", there.room.imageUrl)).status).toBe(200);
  expect((await cat.again()).id).toBe(cat.id);
  expect((await cat.says(rooms[0]!, "다시")).status).toBe(201);
  expect(server.log.filter(({ level }) => Number(level) > 30)).toEqual([]);
}

describe("what is restored on an empty machine", () => {
  test(
    "has all that a server under load had acked before the backup began",
    () => survives({}, {}, 1000),
    60_000,
  );

  test.skipIf(!!reason)(
    "may be taken from MongoDB and S3, and restored to others",
    async () => {
      const parts = await Promise.all([startMongo(), startS3(), startMongo(), startS3()]);
      const [mongo, s3, otherMongo, otherS3] = parts;
      const secret = { SINGLE: "1", JWT_SECRET: "a secret of this test alone, long enough" };
      const taken = { ...secret, MONGO_URL: mongo.url, S3_URL: s3.url };
      await survives(taken, { ...secret, MONGO_URL: otherMongo.url, S3_URL: otherS3.url }, 30);
      await Promise.all(parts.map((part) => part.close()));
    },
    300_000,
  );
});

/** Another process that stores as fast as it can, a line for each batch that is acked, and moves some of it in between. */
const busy = `
  import { plain } from "${import.meta.dir}/history/history";
  import { open } from "${import.meta.dir}/history/sqlite";
  const history = open(process.argv.at(-1));
  const entry = (nth) => ({ ...plain, roomId: "room" + (nth % 7), authorId: "ann", clientId: "client-" + nth, text: "감자" });
  for (let nth = 0; ; nth += 3) {
    const answers = await history.append([entry(nth), entry(nth + 1), entry(nth + 2)]);
    console.log(JSON.stringify(answers.map(({ message }) => message)));
    history.mover.moveSome(nth % 8);
  }`;

test("what moves from the journal to its place while it is taken is not missed", async () => {
  const dir = folder();
  const other = Bun.spawn(["bun", "-e", busy, dir], { stdout: "pipe", stderr: "inherit" });
  const acked: Stored[] = [];
  let takes = 0;
  for await (const part of linesOf(other.stdout)) {
    acked.push(...(JSON.parse(part) as Stored[]));
    if (acked.length < 40 * (takes + 1)) continue;
    const to = folder();
    await historyCopy.copyHistory(dir, to);
    const copy = sqlite.open(to);
    for (const { roomId, seq, clientId } of acked)
      expect((await copy.find(roomId, [seq]))[0]?.clientId).toBe(clientId);
    copy.close();
    if (++takes === 10) break;
  }
  other.kill("SIGKILL");
  await other.exited;
  expect(takes).toBe(10);
}, 60_000);

test("what is deleted while it is taken is deleted in it, too; what is lost is said", async () => {
  const server = await startProcess({}, folder());
  const [ann, bob] = await guests(2);
  const room = await ann.group("감자", [bob]);
  const sent = [await send(ann, room, stripes, green), await send(ann, room, new Uint8Array(5))];
  const [deleted, lost] = sent.map(({ files }) => files[0]!.id) as [string, string];
  const out = folder();
  const taking = backup(readEnv({ DATA_DIR: server.dir }), out);
  // By then the messages are copied, and no file is.
  expect((await taking.next()).value).toBe("3 messages");
  await ann.call("DELETE", `/api/rooms/${room.id}/messages/${sent[0]!.seq}`);
  while (existsSync(join(server.dir, "files", deleted)));
  rmSync(join(server.dir, "files", lost));
  const lines = await Array.fromAsync(taking);
  expect(lines.slice(1)).toEqual([
    "0 pictures",
    "0 files",
    `files/${lost} is lost: it is not there, and a message holds it`,
    `${out} is whole`,
  ]);
  await server.close();
  const dir = folder();
  const restored = await run("restore", { DATA_DIR: dir }, "--from", out);
  expect([restored.code, restored.lines.slice(-2)]).toEqual([
    1,
    [`files/${lost}: missing`, "3 messages in 1 rooms, 1 files: 1 breaks"],
  ]);
  const next = await startProcess({}, dir);
  const { messages } = await bob.history(room);
  expect(messages.map(({ attachments, deletedAt }: any) => [attachments.length, deletedAt === null])).toEqual(
    [
      [0, true],
      [0, false],
      [1, true],
    ],
  );
  await next.close();
}, 60_000);

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of stream) {
    const lines = (rest + new TextDecoder().decode(part)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

describe("nothing is written", () => {
  test("over what is there, nor is a backup taken of what is not", async () => {
    const [dir, out, empty] = [folder(), folder(), folder()];
    const server = await startProcess({}, dir);
    await guests(1);
    await server.kill("SIGTERM");
    expect((await run("backup", { DATA_DIR: empty }, "--out", out)).complaint).toContain("There is no");
    expect(existsSync(out)).toBeFalse();
    expect((await run("backup", { DATA_DIR: dir }, "--out", out)).code).toBe(0);
    expect(readdirSync(out).toSorted()).toEqual(["accounts.sqlite", "history.sqlite", "jwt-secret"]);
    expect((await run("backup", { DATA_DIR: dir }, "--out", out)).complaint).toContain("something already");
    expect((await run("restore", { DATA_DIR: dir }, "--from", out)).complaint).toContain("something already");
    expect((await run("restore", { DATA_DIR: empty }, "--from", empty)).complaint).toContain("no backup");
  }, 60_000);
});

describe.skipIf(!!noLitefs)("machines without a common disk", () => {
  let out: string;
  let ann: Guest;
  let room: Room;
  let before: unknown;
  let sentFile: string;

  test("are backed up, on whichever of them it is asked for", async () => {
    const rig = await openRig({ accounts: "litefs" });
    const [cat, bob] = await guests(2);
    ann = cat;
    room = await ann.group("감자", [bob]);
    for (const word of ["하나", "둘", "셋"]) await bob.says(room, word);
    await put(ann, stripes);
    await putImage(ann, room, green);
    [sentFile] = (await send(bob, room, stripes)).files.map(({ id }) => id) as [string];
    before = (await ann.history(room)).messages;
    for (const { dir: DATA_DIR, node } of rig.machines) {
      out = folder();
      const taken = await run("backup", { ...rig.shared, ...node!.env, DATA_DIR }, "--out", out);
      const parts = ["5 messages", "2 people in 1 rooms", "2 pictures", "1 files", `${out} is whole`];
      expect([taken.complaint, taken.lines]).toEqual(["", parts]);
      await isAsItWas(out, rig.shared["JWT_SECRET"]!);
    }
    const [{ dir: DATA_DIR, node }] = rig.machines as [Machine];
    const other = new URL(rig.shared["MONGO_URL"]!);
    other.pathname += "-to-be";
    const env = { ...rig.shared, ...node!.env, DATA_DIR, MONGO_URL: other.href };
    const { complaint } = await run("backup", env, "--out", folder());
    expect(complaint).toContain("MONGO_URL: there are groups, but no message");
    await rig.close();
  }, 180_000);

  async function isAsItWas(from: string, JWT_SECRET: string): Promise<void> {
    const dir = folder();
    const { lines } = await run("restore", { DATA_DIR: dir }, "--from", from);
    expect(lines.at(-1)).toBe("5 messages in 1 rooms, 1 files: 0 breaks");
    const alone = await startProcess({ JWT_SECRET }, dir);
    expect((await ann.history(room)).messages).toEqual(before);
    await alone.close();
  }

  test("are walked without holding up what comes to a copy", async () => {
    const rig = await openRig({ accounts: "litefs" });
    goTo(0);
    const [cat, bob] = await guests(2);
    await cat.group("감자", [bob]);
    const copy = rig.machines[1]!;
    const env = { ...rig.shared, ...copy.node!.env, DATA_DIR: copy.dir };
    const { lines } = await run("verify", env);
    expect(lines).toEqual(["1 messages in 1 rooms: 0 breaks"]);
    const places = { dir: copy.dir, litefsDir: copy.node!.dir, mongoUrl: rig.shared["MONGO_URL"]! };
    const stores = await verified.open(places);
    await cat.call("PATCH", "/api/me", { intro: "while it is walked" });
    const read = () => on(1, () => bob.call("GET", `/api/users/${cat.id}`));
    const followed = async () => {
      while ((await read()).body.user.intro === "");
    };
    await within(1000, followed());
    await verified.close(stores);
    await rig.close();
  }, 180_000);

  test("have it brought to them: people by LiteFS, the rest to where they share it", async () => {
    const rig = await openRig({ accounts: "litefs" });
    const env = { ...rig.shared, ACK_REPLICAS: "0", SINGLE: "1", DATA_DIR: folder() };
    const restored = await run("restore", env, "--from", out);
    expect(restored.lines.at(-1)).toBe("5 messages in 1 rooms, 1 files: 0 breaks");
    const { url } = rig.machines[0]!.node!;
    const file = join(out, "accounts.sqlite");
    const { exitCode } = Bun.spawnSync([
      await litefs(),
      "import",
      "-url",
      url,
      "-name",
      "accounts.sqlite",
      file,
    ]);
    expect(exitCode).toBe(0);
    for (const machine of rig.machines) {
      await machine.close();
      await machine.start();
    }
    for (let asked = 0; asked < rig.machines.length; asked++) {
      expect((await ann.history(room)).messages).toEqual(before);
      expect(Buffer.compare((await fetched(ann, sentFile)) ?? new Uint8Array(), stripes)).toBe(0);
      const { body } = await ann.call("GET", "/api/me");
      expect((await call("GET", body.user.avatarUrl)).status).toBe(200);
    }
    expect((await ann.again()).id).toBe(ann.id);
    await rig.close();
  }, 180_000);
});
