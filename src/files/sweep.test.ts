import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { guests, house, openHouse } from "../testing/people/guests";
import { begin, bytesOf, fileOf, finish, patch, tus } from "../testing/wire/uploads";
import * as files from "./service";

beforeAll(() => openHouse());
afterAll(() => house.close());

const DAY_MS = 24 * 3600_000;

test("an upload that nobody finishes within a day is removed, and so is what no message holds", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("kept", [bob]);
  const unfinished = await begin(ann, 10);
  // As a crash leaves it.
  const left = join(house.dir, "unfinished", "left");
  writeFileSync(left, "half");
  const ids: string[] = [];
  for (const size of [5, 6]) {
    const path = await begin(ann, size);
    await patch(ann, path, 0, bytesOf(size));
    ids.push((await finish(ann, path)).body.attachment.id);
  }
  const draft = { clientId: "keeps-a-file", text: "kept", attachmentIds: [ids[0]] };
  expect((await ann.call("POST", `/api/rooms/${room.id}/messages`, draft)).status).toBe(201);
  const before = async () =>
    [await tus(ann, "HEAD", unfinished), await fileOf(ann, ids[0]!), await fileOf(ann, ids[1]!)].map(
      ({ status }) => status,
    );
  await files.sweep(Date.now() + DAY_MS - 60_000);
  expect([...(await before()), existsSync(left)]).toEqual([200, 200, 200, true]);
  await files.sweep(Date.now() + DAY_MS + 60_000);
  expect([...(await before()), existsSync(left)]).toEqual([404, 200, 404, false]);
});
