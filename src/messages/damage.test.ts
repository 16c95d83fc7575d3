import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Room } from "../protocol/room";
import { storedEntries } from "../testing/fixtures/settled";
import { type Guest, guests } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";

// A bit flips in what was said, in the journal or in SQLite's own log, and the machine dies. SQLite alone would start, and
// would have lost what was said after that bit without a word.
const SAID = 60;

let server: Process;
let ann: Guest;
let bob: Guest;
let room: Room;

describe.each([
  { where: "history.journal", kept: 2 },
  { where: "history.sqlite-wal", kept: 1 },
])("$where", ({ where, kept }) => {
  beforeAll(async () => {
    server = await startProcess();
    [ann, bob] = await guests(2);
    room = await ann.group("damage");
    for (let n = 0; n < SAID / 2; n++) await ann.says(room, `${n}`);
    if (where === "history.sqlite-wal") await moveFromTheJournal();
    for (let n = SAID / 2; n < SAID; n++) await ann.says(room, `${n}`);
    // What is lost is more than what he came in after.
    await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, {});
    if (where === "history.sqlite-wal") await moveFromTheJournal();
    await server.kill("SIGKILL");
    flipABit(join(server.dir, where === "history.journal" ? `${where}.1` : where));
  });
  afterAll(() => server.close());
  spoilt(where, kept);
});

/** Whoever starts moves first what the one before has left. */
async function moveFromTheJournal(): Promise<void> {
  await server.kill("SIGKILL");
  await restart();
  while (readdirSync(server.dir).some((name) => name.startsWith("history.journal"))) await Bun.sleep(1);
}

const restart = async (...flags: string[]) => void (server = await startProcess({}, server.dir, ...flags));
const textsFor = async (guest: Guest) =>
  (await guest.history(room)).messages.map(({ text }: { text: string }) => text);
const keptAside = () => readdirSync(server.dir).filter((name) => name.includes(".lost-"));

// Of the journal, two thirds of the way in; of the log, in the middle of its last page but one.
function flipABit(path: string): void {
  const bytes = readFileSync(path);
  const at = path.endsWith("-wal") ? bytes.length - (24 + 4096) - 2000 : Math.floor((bytes.length * 2) / 3);
  bytes[at]! ^= 16;
  writeFileSync(path, bytes);
}

function spoilt(where: string, kept: number): void {
  test("the verdict is told at every start; what is left is read, and nothing is written", async () => {
    for (let start = 0; start < 2; start++) {
      await restart();
      const left = await storedEntries(ann, room.id);
      expect(left.length).toBeWithin(2, SAID);
      expect(server.log).toContainEqual(
        expect.objectContaining({ msg: expect.stringContaining(`${where} is damaged`), level: 50 }),
      );
      const lasts = server.log.filter(({ msg }) => msg === "the last message of this room that is left");
      expect(lasts).toMatchObject([{ roomId: room.id, seq: left.length }]);
      const { status, body, headers } = await ann.says(room, "hello?");
      expect([status, body.code]).toEqual([503, "read-only"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      // Accounts have nothing to do with it.
      expect((await ann.again()).token).toBeString();
      await server.stop();
    }
  });

  test("where there is no space to look at what is left, it is served all the same", async () => {
    server = await startProcess({ TMPDIR: join(server.dir, "nowhere") }, server.dir);
    expect((await storedEntries(ann, room.id)).length).toBeWithin(2, SAID);
    await server.stop();
  });

  test("nothing is seeded into it: SQLite would forget the damaged end", async () => {
    const command = [
      "bun",
      "run",
      "--silent",
      "seed",
      "--users",
      "1",
      "--room-size",
      "1",
      "--out",
      join(server.dir, "out"),
    ];
    const { PATH } = process.env;
    const child = Bun.spawnSync(command, { env: { PATH, DATA_DIR: server.dir } });
    expect([child.exitCode, child.stderr.toString()]).toEqual([1, expect.stringContaining("damaged")]);
  });

  test("with --accept-loss it goes on from there, with the damaged log kept aside, and is clean from then on", async () => {
    await restart("--accept-loss");
    const left = (await storedEntries(ann, room.id)).length;
    expect(keptAside()).toHaveLength(kept);
    expect((await ann.says(room, "on it goes")).body.message.seq).toBe(left + 1);
    // That he came in is told anew, and what is said from then on is his to read.
    expect(await textsFor(bob)).toEqual(["", "on it goes"]);
    expect((await bob.call("GET", `/api/rooms/${room.id}`)).body.room.me).toMatchObject({ unread: 1 });
    await server.kill("SIGKILL");
    await restart();
    expect((await ann.says(room, "and on")).body.message.seq).toBe(left + 2);
    expect(server.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
}
