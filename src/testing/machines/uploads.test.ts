import { afterAll, beforeAll, expect, test } from "bun:test";

import { guests } from "../people/guests";
import { goTo, on, openRig, rig } from "../servers/rigs";
import { Raw } from "../wire/raw";
import { begin, bytesOf, fileOf, finish, MB, offsetOf, patch, PART } from "../wire/uploads";

// An upload goes on at another machine: what has come is in the store that all of them share.

beforeAll(async () => {
  await openRig({ accounts: "shared" });
  goTo(0);
}, 60_000);
afterAll(() => rig.close());

test("a machine that is killed in the middle of an upload loses only what it had not stored yet", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("goes on", [bob]);
  const content = bytesOf(6 * MB);
  const path = await begin(ann, content.length);
  expect((await patch(ann, path, 0, content.slice(0, 2 * MB))).status).toBe(204);
  const raw = await Raw.request(`PATCH ${path}`, {
    ...PART,
    "Upload-Offset": String(2 * MB),
    Authorization: `Bearer ${ann.token}`,
    "Content-Length": String(4 * MB),
  });
  raw.write(content.slice(2 * MB, 5 * MB));
  await raw.sent();
  const storedThere = () => on(1, () => offsetOf(ann, path));
  while ((await storedThere()) === 2 * MB) await Bun.sleep(1);
  await rig.machines[0]!.kill();
  goTo(1);
  const offset = await offsetOf(ann, path);
  expect(offset).toBeWithin(2 * MB + 1, 5 * MB + 1);
  expect((await patch(ann, path, offset, content.slice(offset))).status).toBe(204);
  const { status, body } = await finish(ann, path);
  expect(status).toBe(201);
  await ann.says(room, "", { attachmentIds: [body.attachment.id] });
  expect(Buffer.compare(await (await fileOf(bob, body.attachment.id)).bytes(), content)).toBe(0);
}, 60_000);
