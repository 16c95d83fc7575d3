import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { guests, house, openHouse } from "../testing/people/guests";
import { left, Reader } from "../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const types = ({ received }: Reader) => received.map(({ type }) => type);

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
