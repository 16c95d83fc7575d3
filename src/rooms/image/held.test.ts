import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { green, putImage, stripes } from "../../testing/fixtures/pictures";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

// How many pictures somebody sends at once, each machine counts for itself: this is about one.

beforeAll(() => openHouse());
afterAll(() => house.close());

const filesHere = () => {
  const folder = join(house.dir, "avatars");
  return existsSync(folder) ? readdirSync(folder) : [];
};
const imageIn = async (guest: Guest, { id }: { id: string }) =>
  (await guest.call("GET", `/api/rooms/${id}`)).body.room.imageUrl as string | null;

test("a picture is changed by no one who is an admin no longer once it has arrived; then no file is left", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("감자", [bob]);
  const place = `/api/rooms/${room.id}/members/${bob.id}`;
  await ann.call("PUT", place, { role: "admin" });
  const held = Promise.withResolvers<void>();
  const send = async (): Promise<string | undefined> => {
    const { code } = await putImage(bob, room, slowly(stripes, held.promise));
    return code === "rate-limited" ? send() : code;
  };
  const sent = [send(), send()];
  // A third at once is refused: then the server has let these two in, and waits for the rest of them.
  while ((await putImage(bob, room, green)).code !== "rate-limited");
  const [before, image] = [filesHere().length, await imageIn(ann, room)];
  expect((await ann.call("PUT", place, { role: "member" })).status).toBe(204);
  held.resolve();
  expect(await Promise.all(sent)).toEqual(["forbidden", "forbidden"]);
  expect([await imageIn(ann, room), filesHere().length]).toEqual([image, before]);
});

/** Its end comes once `held` resolves. */
const slowly = (bytes: Uint8Array, held: Promise<void>) =>
  new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 10));
      await held;
      controller.enqueue(bytes.subarray(10));
      controller.close();
    },
  });
