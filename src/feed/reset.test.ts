import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type Guest, guests, house, openHouse } from "../guests";
import type { Room } from "../protocol/room";
import { Reader } from "../readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const types = ({ heard }: Reader) => heard.map(({ type }) => type);

/** Ann and Bob in a room, and where Bob's feed stood when he left it. */
async function left(): Promise<{ ann: Guest; bob: Guest; room: Room; lastId: string }> {
  const [ann, bob] = await guests(2);
  const room = await ann.group("news", [bob]);
  const reader = await Reader.open(bob);
  await ann.says(room, "heard");
  await reader.hears("message.new");
  reader.close();
  await reader.ended;
  return { ann, bob, room, lastId: reader.lastId };
}

describe("who comes back with a Last-Event-ID", () => {
  test("with an id that is unknown, nonsense or someone else's is told reset, and nothing of theirs", async () => {
    const { ann, bob, room, lastId } = await left();
    await ann.says(room, "for members");
    const [cat] = await guests(1);
    const [boot, number, n] = lastId.split(".");
    const unknown = [`${boot}.999999.${n}`, `00000000.${number}.${n}`, `${boot}.${number}.99999`];
    const nonsense = ["x", "..", `${lastId}.1`, "1".repeat(2000), `${boot}.${number}.-1`];
    for (const id of [...unknown, ...nonsense]) {
      const reader = await Reader.open(bob, id);
      await reader.hears("welcome");
      expect([id, ...types(reader)]).toEqual([id, "reset", "welcome"]);
    }
    const stranger = await Reader.open(cat, lastId);
    const { rooms } = await stranger.hears("welcome");
    expect([types(stranger), rooms]).toEqual([["reset", "welcome"], []]);
  });

  test("after a restart is told reset, then welcome", async () => {
    const { bob, lastId } = await left();
    const { dir } = house;
    await house.stop();
    await openHouse({}, dir);
    const reader = await Reader.open(bob, lastId);
    await reader.hears("welcome");
    expect(types(reader)).toEqual(["reset", "welcome"]);
  });
});
