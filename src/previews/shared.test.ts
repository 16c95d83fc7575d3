import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { Web } from "../testing/servers/web";
import { useNetwork } from "../web/network";

// A page is fetched once for all, and nobody takes the place of others.

let web: Web;

beforeAll(async () => {
  await openHouse({ LIMITS: "default" });
  web = await Web.open();
  useNetwork(web.network);
});
afterEach(() => web.asked.splice(0));
afterAll(async () => {
  useNetwork();
  await web.close();
  await house.close();
});

async function preview(guest: Guest, room: Room, link: string) {
  const { seq } = (await guest.says(room, link)).body.message;
  const query = new URLSearchParams({ url: link, roomId: room.id, seq: String(seq) });
  return guest.call("GET", `/api/previews?${query}`);
}

test("all who ask at once, and later, share one request; so do addresses that differ in what no server gets", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("같이", [bob]);
  web.page("shared.example", "<title>Shared</title>");
  const links = ["http://shared.example/a", "http://shared.example/a#part", "HTTP://SHARED.example/a"];
  const all = [ann, bob].flatMap((guest) => links.map((link) => preview(guest, room, link)));
  for (const { body } of await Promise.all(all)) expect(body.title).toBe("Shared");
  expect((await preview(bob, room, links[0]!)).body.title).toBe("Shared");
  expect(web.asked).toEqual(["shared.example/a"]);
});

test("a server that has previews says nothing of it", async () => {
  const [ann] = await guests(1);
  expect((await (await ann.socket()).hears("welcome")).noPreviews).toBeUndefined();
});

test("what has none is not asked again and again, either", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("없음");
  for (let nth = 0; nth < 3; nth++)
    expect((await preview(ann, room, "http://shared.example.none/")).body).toBeNull();
  web.page("none.example", "nothing");
  for (let nth = 0; nth < 3; nth++)
    expect((await preview(ann, room, "http://none.example/")).body).toBeNull();
  expect(web.resolved.filter((name) => name === "shared.example.none")).toHaveLength(1);
  expect(web.asked).toEqual(["none.example/"]);
});

test("one person's pages that hang leave room for those of others", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("느림", [bob]);
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  web.sites.set("hangs.example", () => ++waiting === 8 && resolve());
  web.page("quick.example", "<title>Quick</title>");
  const hanging = Array.from({ length: 8 }, (_, nth) => preview(ann, room, `http://hangs.example/${nth}`));
  await arrived;
  const { status, headers } = await preview(ann, room, "http://hangs.example/9");
  expect([status, Number(headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await preview(bob, room, "http://quick.example/")).body.title).toBe("Quick");
  // What has been found already costs nothing.
  expect((await preview(ann, room, "http://quick.example/")).body.title).toBe("Quick");
  expect((await Promise.all(hanging)).map(({ body }) => body)).toEqual(hanging.map(() => null));
});
