import { afterAll, beforeAll, expect, test } from "bun:test";

import { guests, house, openHouse } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const MOST = 50;
const ASKED = 60;

test("of sixty pins at once a room has fifty, and one more once another is taken down", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("고정");
  const seqs: number[] = [];
  for (let nth = 0; nth < ASKED; nth++)
    seqs.push((await ann.says(room, `공지 ${nth}`)).body.message.seq as number);
  const pin = async (seq: number, method = "PUT") =>
    (await ann.call(method, `/api/rooms/${room.id}/pins/${seq}`)).status;
  const pinned = async (): Promise<number[]> =>
    (await ann.call("GET", `/api/rooms/${room.id}/pins`)).body.messages.map(({ seq }: any) => seq);
  const statuses = await Promise.all(seqs.map((seq) => pin(seq)));
  expect([204, 409].map((status) => statuses.filter((one) => one === status).length)).toEqual([
    MOST,
    ASKED - MOST,
  ]);
  const there = await pinned();
  const missing = seqs.filter((seq) => !there.includes(seq));
  expect([there.length, missing.length]).toEqual([MOST, ASKED - MOST]);
  // What is pinned already stays so.
  expect(await pin(there[0]!)).toBe(204);
  expect([await pin(there[0]!, "DELETE"), await pin(missing[0]!), await pin(missing[1]!)]).toEqual([
    204, 204, 409,
  ]);
  expect((await pinned()).length).toBe(MOST);
});
