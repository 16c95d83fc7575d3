// Faults of the original in its queries and in how it stored its secret.
import type { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";

import * as crowds from "../../../db/accounts/crowd";
import { raw } from "../../../db/accounts/open";
import { history } from "../../../db/history/history";
import { guests, house, openHouse } from "../people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("each message reads the room, all members and the last 100 messages", async () => {
  const [ann] = await guests(1);
  const line = await ann.socket();
  const asked: Record<string, string[]> = {};
  for (const size of [3, 150]) {
    const roomId = crowds.group([ann.id, ...crowds.crowd(size - 1)]);
    await ann.call("POST", `/api/rooms/${roomId}/messages`, { clientId: "the-first", text: "hi" });
    const stop = [
      listenTo(raw(), "prepare"),
      listenTo((history as unknown as { file: Database }).file, "query"),
    ];
    line.say({ type: "message.send", roomId, clientId: "the-next", text: "hi" });
    await line.fence();
    expect(line.all("message.sent").at(-1)).toMatchObject({ roomId, seq: 2 });
    // The table of changes is polled independently.
    asked[size] = stop.flatMap((end) => end()).filter((sql) => !sql.includes('from "changes"'));
  }
  expect(asked[150]).toEqual(asked[3] ?? []);
  // One query: to store the message after the head.
  expect(asked[3]).toHaveLength(1);
  expect(asked[3]?.every((sql) => /messages/.test(sql) && !/members|users/.test(sql))).toBe(true);
});

test("secret in the repository: one is made for each house, and only its owner reads it", async () => {
  await house.close();
  const made = await openHouse({ JWT_SECRET: "" });
  expect(statSync(join(made.dir, "jwt-secret")).mode & 0o777).toBe(0o600);
  const [ann] = await guests(1);
  await made.close();
  await openHouse({ JWT_SECRET: "" });
  expect((await ann.call("GET", "/api/me")).status).toBe(401);
});

/** Records a database's queries; the returned function ends that and returns them. */
function listenTo(file: Database, method: "query" | "prepare"): () => string[] {
  const asked: string[] = [];
  const ask = file[method].bind(file) as (sql: string) => never;
  file[method] = (sql: string) => {
    asked.push(sql);
    return ask(sql);
  };
  return () => {
    delete (file as Partial<Database>)[method];
    return asked;
  };
}
