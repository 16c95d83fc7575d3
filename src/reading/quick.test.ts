import { afterAll, beforeAll, expect, test } from "bun:test";

import { type Ear, guests, house, openHouse, within } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("what is said and read before it was told of is told all the same", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("quick", [bob]);
  const line = await ann.socket();
  line.say({ type: "watch", roomId: room.id });
  await line.hears("room.unread");
  for (let n = 0; n < 10; n++) {
    const { seq } = (await ann.says(room, "hi")).body.message;
    await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq });
    await within(
      1000,
      line.hears("room.unread", () => shownAt(line, seq) === 0),
    );
  }
  expect(line.all("room.unread").length).toBeGreaterThanOrEqual(10);
});

/** A message brings its number, and only what is told after it can lower that. */
function shownAt({ received }: Ear, seq: number): number {
  const place = received.findIndex((frame: any) => frame.type === "message.new" && frame.message.seq === seq);
  let shown = (received[place] as any)?.message.unread ?? Infinity;
  for (const frame of received.slice(place + 1) as any[]) {
    if (frame.type !== "room.unread") continue;
    const step = frame.steps.findLast(([from]: [number]) => from <= seq);
    if (step) shown = Math.min(shown, step[1]);
  }
  return shown;
}
