import { afterAll, beforeAll, expect, test } from "bun:test";

import { guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

// A page that cuts a text by code units sends this. "Try again" could never help: the answer says what is wrong.
const HALF = "감자 \uD83E";
const SAYS = "has half of a character (an unpaired surrogate)";

test("half of an emoji in a text is refused in words that say so, on REST and on the socket", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("깨진 글");
  const { status, body } = await ann.says(room, HALF);
  expect([status, body.errors]).toEqual([422, [{ path: "text", message: SAYS }]]);
  const line = await ann.socket();
  line.say({ type: "message.send", roomId: room.id, clientId: "half-a-potato", text: HALF });
  expect(await line.hears("refused")).toEqual({
    type: "refused",
    ref: "half-a-potato",
    roomId: room.id,
    code: "invalid",
    detail: `text ${SAYS}`,
  });
  line.say({ type: "message.send", roomId: room.id, clientId: "nothing-at-all", text: " " });
  const { detail } = await line.hears("refused", ({ ref }) => ref === "nothing-at-all");
  expect(detail).toBe("text is not as described");
});

test.each([
  ["PATCH", "/api/me", "nickname"],
  ["PATCH", "/api/me", "intro"],
  ["POST", "/api/rooms", "title"],
])("and so it is in %s %s %s", async (method, path, field) => {
  const [ann] = await guests(1);
  const { status, body } = await ann.call(method, path, { kind: "group", memberIds: [], [field]: HALF });
  expect([status, body.errors]).toEqual([422, [{ path: field, message: SAYS }]]);
});
