import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Collection, MongoClient } from "mongodb";

import { ferretdb, type Mongo, startMongo } from "../e2e/machines/mongo";
import { missing } from "../e2e/machines/programs/missing";
import { type Guest, guests, openHouse } from "../src/testing/people/guests";
import * as crowd from "./accounts/crowd";
import type { CursorDoc, MessageDoc } from "./history/mongo/collections";
import { move } from "./move";
import { verify } from "./verify";

const noMongo = await missing([ferretdb]);
if (noMongo) console.error(`Skipped: ${noMongo}`);

// A store as a real server leaves it has no break. Then each kind of break, made by hand, is the one that is found.

const scratch = mkdtempSync(join(tmpdir(), "potato-verify-"));
const kept = join(scratch, "kept");
let copies = 0;

/** What the breaks below are made of. In the group: created, 하나, 둘 (an answer to it), 셋, renamed, 넷. */
const at: Record<"ann" | "bob" | "cat" | "group" | "direct", string> = {
  ann: "",
  bob: "",
  cat: "",
  group: "",
  direct: "",
};

beforeAll(async () => {
  const { stop } = await openHouse({}, kept);
  const [ann, bob, cat] = await guests(3);
  const group = await ann.group("감자", [bob, cat]);
  const { body } = await ann.says(group, "하나");
  await bob.says(group, "둘", { replyTo: body.message.seq });
  await cat.says(group, "셋");
  await ann.call("PATCH", `/api/rooms/${group.id}`, { title: "고구마" });
  await ann.says(group, "넷");
  const direct = await ann.direct(bob);
  await ann.says(direct, "안녕");
  await bob.says(direct, "안녕!");
  Object.assign(at, { ann: ann.id, bob: bob.id, cat: cat.id, group: group.id, direct: direct.id });
  await comeAndGo();
  expect((await found(kept)).slice(0, -1)).toEqual([]);
  await stop();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** All that moves members, owners, cursors and blocks, in a small group, a large one and a 1:1. */
async function comeAndGo(): Promise<void> {
  const [ann, bob, cat, dan] = await guests(4);
  await ann.says(await ann.direct(ann), "내게 쓰는 말");
  const room = await ann.group("누구나", [bob, dan], "public");
  const path = `/api/rooms/${room.id}`;
  await ann.says(room, "hi");
  await cat.call("PUT", `${path}/members/me`);
  await ann.call("PUT", `${path}/members/${bob.id}`, { role: "admin" });
  await bob.call("DELETE", `${path}/members/${cat.id}`);
  await ann.call("POST", `${path}/members`, { userIds: [cat.id] });
  await cat.call("PUT", `${path}/reading`, { seq: 1 });
  for (const one of [ann, bob, cat]) await one.call("DELETE", `${path}/members/me`);
  await dan.call("DELETE", "/api/me", { password: "hot-potato-soup" });
  const large = crowd.group([ann.id, ...crowd.crowd(205)], { visibility: "public" });
  await bob.call("PUT", `/api/rooms/${large}/members/me`);
  await bob.says({ ...room, id: large }, "hi all");
  await bob.call("DELETE", `/api/rooms/${large}/members/me`);
  await blockAndLeave(ann, bob);
}

async function blockAndLeave(ann: Guest, bob: Guest): Promise<void> {
  const direct = await ann.direct(bob);
  await ann.says(direct, "hi");
  await bob.call("PUT", `/api/blocks/${ann.id}`);
  await ann.says(direct, "hi?");
  await bob.call("DELETE", `/api/rooms/${direct.id}/members/me`);
}

async function found(dir: string): Promise<string[]> {
  return Array.fromAsync(verify({ dir }));
}

/** A copy whose changes happened long ago. */
function copy(): string {
  const dir = join(scratch, `copy-${++copies}`);
  cpSync(kept, dir, { recursive: true });
  change(dir, "accounts", "UPDATE changes SET at = at - 60000");
  return dir;
}

function change(dir: string, store: string, sql: string): void {
  const file = new Database(join(dir, `${store}.sqlite`));
  file.run("PRAGMA foreign_keys=OFF");
  file.run(sql);
  file.close();
}

const ask = (store: string, sql: string) => {
  const file = new Database(join(kept, `${store}.sqlite`), { readonly: true });
  const value = Object.values(file.query(sql).get() as object)[0] as string | number;
  file.close();
  return value;
};
const inGroup = (field: string, seq: number) =>
  ask("history", `SELECT ${field} FROM messages WHERE room = '${at.group}' AND seq = ${seq}`);
const changeOf = (kind: string) =>
  ask(
    "accounts",
    `SELECT id FROM changes WHERE change LIKE '%${at.group}%' AND change ->> 'kind' = '${kind}'`,
  );
const withoutKeys =
  "CREATE TABLE loose AS SELECT * FROM messages; DROP TABLE messages; ALTER TABLE loose RENAME TO messages;";
const columns =
  "room, ordinal, author, kind, text, event, at, reply_seq, mentions, hidden_from, edited_at, deleted_at";

test("a store that a real server has filled has no break, running and stopped", async () => {
  const messages = ask("history", "SELECT count(*) FROM messages");
  const rooms = ask("accounts", "SELECT count(*) FROM rooms");
  expect(messages).toBeGreaterThan(20);
  expect(await found(kept)).toEqual([`${messages} messages in ${rooms} rooms: 0 breaks`]);
});

type Break = [what: string, store: "history" | "accounts", sql: () => string, lines: () => string[]];

const breaks: Break[] = [
  [
    "a hole",
    "history",
    () => `DELETE FROM messages WHERE room = '${at.group}' AND seq = 4`,
    () => [`room ${at.group} seq 4: missing`],
  ],
  [
    "a beginning that is gone, and with it what was answered, and what a change has told",
    "history",
    () => `DELETE FROM messages WHERE room = '${at.group}' AND seq < 3`,
    () => [
      `room ${at.group} seq 1 to 2: missing`,
      `room ${at.group} seq 3: it answers seq 2, which is not there`,
      `room ${at.group}: change ${changeOf("created")} (created, by ${at.ann}) has no system message`,
    ],
  ],
  [
    "a newest message that is gone, though its author has read it",
    "history",
    () => `DELETE FROM messages WHERE room = '${at.group}' AND seq = 6`,
    () => [`room ${at.group} seq 6: the cursor of ${at.ann} is above the head 5`],
  ],
  [
    "a seq that is there twice",
    "history",
    () => `${withoutKeys} INSERT INTO messages (seq, client_id, ${columns})
      SELECT seq, 'another-one', ${columns} FROM messages WHERE room = '${at.group}' AND seq = 4`,
    () => [`room ${at.group} seq 4: it is there more than once`],
  ],
  [
    "a rev that two messages carry",
    "history",
    () =>
      `DROP INDEX messages_changed; UPDATE messages SET rev = 7 WHERE room = '${at.group}' AND seq IN (3, 5)`,
    () => [`room ${at.group} rev 7: the latest of more than one message, seq 3, 5`],
  ],
  [
    "a clientId that was stored twice",
    "history",
    () => `DROP INDEX messages_client; UPDATE messages SET client_id = '${inGroup("client_id", 2)}'
      WHERE room = '${at.group}' AND seq = 6`,
    () => [`room ${at.group} seq 2, 6: stored more than once, as ${inGroup("client_id", 2)} by ${at.ann}`],
  ],
  [
    "a time that falls",
    "history",
    () => `UPDATE messages SET at = 7 WHERE room = '${at.group}' AND seq = 4`,
    () => [`room ${at.group} seq 4: its time falls from ${inGroup("at", 3)} to 7`],
  ],
  [
    "an ordinal that counts one too many",
    "history",
    () => `UPDATE messages SET ordinal = ordinal + 1 WHERE room = '${at.group}' AND seq = 4`,
    () => [
      `room ${at.group} seq 4: its ordinal is 4, not 3`,
      `room ${at.group} seq 5: its ordinal is 3, not 4`,
    ],
  ],
  [
    "a system message that counts",
    "history",
    () => `UPDATE messages SET ordinal = ordinal + 1 WHERE room = '${at.group}' AND seq >= 5`,
    () => [`room ${at.group} seq 5: its ordinal is 4, not 3`],
  ],
  [
    "an ordinal after a hole that cannot be",
    "history",
    () => `DELETE FROM messages WHERE room = '${at.group}' AND seq = 4;
      UPDATE messages SET ordinal = ordinal + 7 WHERE room = '${at.group}' AND seq > 4`,
    () => [`room ${at.group} seq 4: missing`, `room ${at.group} seq 5: its ordinal is 10, not 2 to 3`],
  ],
  [
    "a cursor above the head",
    "history",
    () => `UPDATE cursors SET seq = 99 WHERE room = '${at.group}' AND user = '${at.bob}'`,
    () => [`room ${at.group} seq 99: the cursor of ${at.bob} is above the head 6`],
  ],
  [
    "a cursor of nobody",
    "history",
    () => `INSERT INTO cursors VALUES ('${at.group}', 'nobody', 1, 0)`,
    () => [`room ${at.group} seq 1: the cursor of nobody is of no user`],
  ],
  [
    "a cursor nowhere",
    "history",
    () => `INSERT INTO cursors VALUES ('nowhere', '${at.ann}', 0, 0)`,
    () => [`room nowhere seq 0: the cursor of ${at.ann} is in a room that does not exist`],
  ],
  [
    "messages in a room that does not exist",
    "history",
    () => `INSERT INTO messages (seq, client_id, room, ordinal, author, kind, text, at, mentions) VALUES
      (1, 'an-orphan', 'nowhere', 1, '${at.ann}', 'text', '', 1, '[]'), (2, 'another', 'nowhere', 2, '${at.ann}', 'text', '', 1, '[]')`,
    () => ["room nowhere seq 1 to 2: messages in a room that does not exist"],
  ],
  [
    "an author who is no user",
    "history",
    () => `UPDATE messages SET author = 'nobody' WHERE room = '${at.group}' AND seq = 4`,
    () => [`room ${at.group} seq 4: its author nobody is no user`],
  ],
  [
    "an answer to what was said later",
    "history",
    () => `UPDATE messages SET reply_seq = 6 WHERE room = '${at.group}' AND seq = 4`,
    () => [`room ${at.group} seq 4: it answers seq 6, which is not there`],
  ],
  [
    "a change that is not told",
    "history",
    () => `UPDATE messages SET client_id = 'of-something-else' WHERE room = '${at.group}' AND seq = 5`,
    () => [`room ${at.group}: change ${changeOf("renamed")} (renamed, by ${at.ann}) has no system message`],
  ],
  [
    "a change that is told by someone's own words",
    "history",
    () => `UPDATE messages SET kind = 'text', ordinal = 4 WHERE room = '${at.group}' AND seq = 5;
      UPDATE messages SET ordinal = 5 WHERE room = '${at.group}' AND seq = 6`,
    () => [`room ${at.group}: change ${changeOf("renamed")} (renamed, by ${at.ann}) has no system message`],
  ],
  [
    "a member who came in after what has not been said",
    "accounts",
    () => `UPDATE members SET joined_seq = 99 WHERE room_id = '${at.group}' AND user_id = '${at.cat}'`,
    () => [`room ${at.group} seq 99: where ${at.cat} came in is above the head 6`],
  ],
  [
    "a wrong count of members",
    "accounts",
    () => `UPDATE rooms SET member_count = 7 WHERE id = '${at.group}'`,
    () => [`room ${at.group}: it counts 7 members, and has 3`],
  ],
  [
    "a member who is lost",
    "accounts",
    () => `DELETE FROM members WHERE room_id = '${at.group}' AND user_id = '${at.cat}'`,
    () => [`room ${at.group}: it counts 3 members, and has 2`],
  ],
  [
    "a group without an owner",
    "accounts",
    () => `UPDATE rooms SET owner_id = NULL WHERE id = '${at.group}'`,
    () => [`room ${at.group}: it has 3 members and no owner`],
  ],
  [
    "an owner who is not in the group as such",
    "accounts",
    () => `UPDATE members SET role = 'admin' WHERE room_id = '${at.group}' AND user_id = '${at.ann}'`,
    () => [`room ${at.group}: its owner ${at.ann} is not in it as such`],
  ],
  [
    "two owners",
    "accounts",
    () => `UPDATE members SET role = 'owner' WHERE room_id = '${at.group}' AND user_id = '${at.bob}'`,
    () => [`room ${at.group}: it has 2 owners`],
  ],
  [
    "two 1:1s of a pair",
    "accounts",
    () => `DROP INDEX rooms_pair;
      INSERT INTO rooms (id, kind, member_count, created_at, pair) SELECT 'a-second', kind, 2, 1, pair FROM rooms WHERE id = '${at.direct}';
      INSERT INTO members (room_id, user_id, joined_seq, joined_at) VALUES ('a-second', '${at.ann}', 0, 1), ('a-second', '${at.bob}', 0, 1)`,
    () => [`room ${at.direct} and a-second: more than one 1:1 of ${[at.ann, at.bob].toSorted().join(" ")}`],
  ],
  [
    "a 1:1 of one",
    "accounts",
    () => `DELETE FROM members WHERE room_id = '${at.direct}' AND user_id = '${at.bob}';
      UPDATE rooms SET member_count = 1 WHERE id = '${at.direct}'`,
    () => [
      `room ${at.direct}: the 1:1 of ${[at.ann, at.bob].toSorted().join(" ")} has the members ${at.ann}`,
    ],
  ],
  [
    "a member of nothing",
    "accounts",
    () =>
      `INSERT INTO members (rowid, room_id, user_id, joined_seq, joined_at) VALUES (4711, 'nowhere', '${at.ann}', 0, 1)`,
    () => ["accounts.sqlite: row 4711 of members points to none of rooms"],
  ],
];

describe("a break is found, and no other", () => {
  test.each(breaks)("%s", async (_, store, sql, lines) => {
    const dir = copy();
    change(dir, store, sql());
    const expected = lines();
    const [last, ...all] = (await found(dir)).toReversed();
    expect(all.toReversed()).toEqual(expected);
    expect(last).toEndWith(`: ${expected.length} breaks`);
  });
});

test("what SQLite itself finds is a break: an index that lost its row", async () => {
  const dir = copy();
  const path = join(dir, "history.sqlite");
  const bytes = readFileSync(path);
  const page = Number(ask("history", "SELECT rootpage FROM sqlite_schema WHERE name = 'messages_client'"));
  const size = Number(ask("history", "PRAGMA page_size"));
  const clientId = String(inGroup("client_id", 4));
  // Its last letter, so that it stays in its place among the others.
  const spoilt = bytes.indexOf(clientId, (page - 1) * size) + clientId.length - 1;
  expect(spoilt).toBeWithin((page - 1) * size, page * size);
  bytes[spoilt]! ^= 1;
  writeFileSync(path, bytes);
  const [first, ...others] = await found(dir);
  expect(first).toMatch(/^history\.sqlite: row \d+ missing from index messages_client$/);
  expect(others).toEqual([expect.stringMatching(/: 1 breaks$/)]);
});

test("what a change tells may still be on its way", async () => {
  const dir = copy();
  const renaming = {
    kind: "renamed",
    roomId: at.group,
    byId: at.ann,
    userIds: [],
    quiet: false,
    title: "호박",
  };
  change(
    dir,
    "accounts",
    `INSERT INTO changes (key, at, change) VALUES ('on-its-way', ${Date.now()}, '${JSON.stringify(renaming)}')`,
  );
  const lines = verify({ dir });
  const first = lines.next();
  change(
    dir,
    "history",
    `INSERT INTO messages (seq, client_id, ${columns})
    SELECT 7, 'on-its-way', ${columns} FROM messages WHERE room = '${at.group}' AND seq = 5;
    UPDATE messages SET ordinal = 4, at = at + 1000 WHERE room = '${at.group}' AND seq = 7`,
  );
  expect((await first).value).toEndWith(": 0 breaks");
});

describe.skipIf(noMongo !== undefined)("history in MongoDB", () => {
  let server: Mongo;
  let client: MongoClient;
  let databases = 0;
  beforeAll(async () => {
    server = await startMongo();
    client = await MongoClient.connect(server.url);
  }, 120_000);
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  type Spoil = (messages: Collection<MessageDoc>, cursors: Collection<CursorDoc>) => Promise<unknown>;

  /** What verify says of a copy in which this was done. */
  async function foundAfter(spoil: Spoil): Promise<string[]> {
    const url = new URL(server.url);
    url.pathname = `/verify-${process.pid}-${++databases}`;
    const dir = copy();
    await Array.fromAsync(move(dir, url.href));
    const db = client.db(url.pathname.slice(1));
    await spoil(db.collection("messages"), db.collection("cursors"));
    return Array.fromAsync(verify({ dir, mongoUrl: url.href }));
  }

  const group = (seq: number) => ({ roomId: at.group, seq });
  const spoilt: [what: string, spoil: Spoil, lines: () => string[]][] = [
    ["nothing", async () => undefined, () => []],
    ["a hole", (messages) => messages.deleteOne(group(4)), () => [`room ${at.group} seq 4: missing`]],
    [
      "a time that falls",
      (messages) => messages.updateOne(group(4), { $set: { at: 7 } }),
      () => [`room ${at.group} seq 4: its time falls from ${inGroup("at", 3)} to 7`],
    ],
    [
      "an ordinal that counts one too many",
      (messages) => messages.updateOne(group(6), { $inc: { ordinal: 1 } }),
      () => [`room ${at.group} seq 6: its ordinal is 5, not 4`],
    ],
    [
      "a clientId that was stored twice",
      async (messages) => {
        await messages.dropIndex("said");
        await messages.updateOne(group(6), { $set: { clientId: String(inGroup("client_id", 2)) } });
      },
      () => [
        "messages: the unique index `said` is missing",
        `room ${at.group} seq 2, 6: stored more than once, as ${inGroup("client_id", 2)} by ${at.ann}`,
      ],
    ],
    [
      "a message whose `hidden` hides it from nobody",
      (messages) => messages.updateOne(group(4), { $set: { hiddenFrom: at.ann } }),
      () => [`room ${at.group} seq 4: \`hidden\` does not say whom it is hidden from`],
    ],
    [
      "a seq that is there twice",
      async (messages) => {
        const message = (await messages.findOne(group(4)))!;
        await messages.insertOne({ ...message, _id: `${at.group}:x`, clientId: "another-one" });
      },
      () => [
        `room ${at.group} seq 4: its _id is ${at.group}:x`,
        `room ${at.group} seq 4: it is there more than once`,
      ],
    ],
    [
      "an author who is no user",
      (messages) => messages.updateOne(group(4), { $set: { authorId: "nobody" } }),
      () => [`room ${at.group} seq 4: its author nobody is no user`],
    ],
    [
      "an answer to what was said later",
      (messages) => messages.updateOne(group(4), { $set: { replySeq: 6 } }),
      () => [`room ${at.group} seq 4: it answers seq 6, which is not there`],
    ],
    [
      "messages in a room that does not exist",
      async (messages) => {
        const message = (await messages.findOne(group(2)))!;
        await messages.insertOne({
          ...message,
          _id: "nowhere:000000000001",
          roomId: "nowhere",
          seq: 1,
          ordinal: 1,
        });
      },
      () => ["room nowhere seq 1 to 1: messages in a room that does not exist"],
    ],
    [
      "a cursor above the head",
      (_, cursors) => cursors.updateOne({ roomId: at.group, userId: at.bob }, { $set: { seq: 99 } }),
      () => [`room ${at.group} seq 99: the cursor of ${at.bob} is above the head 6`],
    ],
    [
      "a change that is not told",
      (messages) => messages.updateOne(group(5), { $set: { clientId: "of-something-else" } }),
      () => [`room ${at.group}: change ${changeOf("renamed")} (renamed, by ${at.ann}) has no system message`],
    ],
  ];

  test.each(spoilt)("%s is found, and nothing else", async (_, spoil, lines) => {
    const expected = lines();
    const [last, ...all] = (await foundAfter(spoil)).toReversed();
    expect(all.toReversed()).toEqual(expected);
    expect(last).toMatch(/^\d+ messages in \d+ rooms: \d+ breaks$/);
    expect(last).toEndWith(`: ${expected.length} breaks`);
  });
});

describe("the command", () => {
  async function run(dir: string) {
    const child = Bun.spawn(["bun", join(import.meta.dir, "verify.ts")], {
      env: { ...process.env, DATA_DIR: dir },
      stderr: "pipe",
    });
    const [out, error] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { code: await child.exited, lines: out.trimEnd().split("\n"), error: error.trimEnd() };
  }

  test("ends with 0 where all is well", async () => {
    const { code, lines, error } = await run(kept);
    expect([code, lines, error]).toEqual([0, await found(kept), ""]);
  });

  test("ends with 1 where there is a break, which it prints", async () => {
    const dir = copy();
    change(dir, "accounts", `UPDATE rooms SET member_count = 7 WHERE id = '${at.group}'`);
    const { code, lines } = await run(dir);
    expect([code, lines[0]]).toEqual([1, `room ${at.group}: it counts 7 members, and has 3`]);
    expect(lines.at(-1)).toMatch(/^\d+ messages in \d+ rooms: 1 breaks$/);
  });

  test("ends with 2 where there is no store, or none that can be read", async () => {
    const nowhere = join(scratch, "nowhere");
    expect(await run(nowhere)).toMatchObject({ code: 2, error: "There is no accounts.sqlite in DATA_DIR." });
    mkdirSync(nowhere);
    for (const store of ["accounts", "history"])
      writeFileSync(join(nowhere, `${store}.sqlite`), "potatoes ".repeat(1000));
    expect(await run(nowhere)).toMatchObject({ code: 2, error: "file is not a database" });
  });

  test("finds no break beside a server that is busy, and keeps nobody from talking", async () => {
    const dir = copy();
    const { stop } = await openHouse({}, dir);
    const [ann, bob] = await guests(2);
    const room = await ann.group("바쁜 방", [], "public");
    const done = new AbortController();
    let sent = 0;
    const talking = (async () => {
      for (; !done.signal.aborted; sent++) {
        await bob.call("PUT", `/api/rooms/${room.id}/members/me`);
        expect((await bob.says(room, "hi")).status).toBe(201);
        await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
      }
    })();
    const runs = [await run(dir), await run(dir), await run(dir)];
    done.abort();
    await talking;
    await stop();
    expect(sent).toBeGreaterThan(3);
    expect(runs.map(({ code, lines }) => [code, lines.length])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });
});
