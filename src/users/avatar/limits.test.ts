import { afterEach, expect, test } from "bun:test";

import { underWay } from "../../door/bounds/incoming";
import { put, stripes } from "../../testing/fixtures/pictures";
import { type Guest, guests, house, openHouse, within } from "../../testing/people/guests";
import { Raw } from "../../testing/wire/raw";

// The limits of pictures on one machine.

afterEach(() => house.close());

test("an avatar cannot be changed without end", async () => {
  await openHouse({ LIMITS: "default" });
  const [ann] = await guests(1);
  const statuses = [];
  for (let nth = 0; nth < 21; nth++) statuses.push((await put(ann, "no picture")).status);
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 422), 429]);
  expect((await put(ann, "{}", "application/json")).headers.get("retry-after")).toMatch(/^\d+$/);
});

test("pictures: too much at once is worked off one by one, refused beyond a queue, and others are served meanwhile", async () => {
  await openHouse();
  const people = await guests(18);
  const [ann, bob] = [people[0], people[17]];
  const large = await new Bun.Image(stripes).resize(2500, 2500).png({ compressionLevel: 1 }).buffer();
  const before = process.memoryUsage().rss;
  // Two uploads of each user, and a third of one of them.
  const storm = Promise.all([...people, ...people, ann].map((one) => put(one, large)));
  const first = await Promise.race([storm, bob.call("GET", "/api/me")]);
  expect(first).toHaveProperty("body.user.id", bob.id);
  const answers = await storm;
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses).toEqual(new Set([200, 429, 503]));
  const [busy, third] = [503, 429].map((status) => answers.find((one) => one.status === status)!);
  expect([busy!.code, Number(busy!.headers.get("retry-after"))]).toEqual(["overloaded", 5]);
  expect([third!.code, Number(third!.headers.get("retry-after"))]).toEqual(["rate-limited", 1]);
  // All at once would take 900 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  expect((await put(ann, stripes)).status).toBe(200);
}, 30_000);

const MB = 1024 * 1024;

/** An upload of 5 MB that stops after its first byte. */
async function stalled(guest: Guest): Promise<Raw> {
  const raw = await Raw.request("PUT /api/me/avatar", {
    Authorization: `Bearer ${guest.token}`,
    "Content-Type": "image/png",
    "Content-Length": String(5 * MB),
  });
  raw.write("x");
  return raw;
}

test("a picture that stops coming gives up its place to those who wait for it", async () => {
  await openHouse();
  const [ann, bob, cem] = await guests(3);
  // The most for one address: 20 MB.
  const first = await Promise.all([ann, ann, bob, bob].map(stalled));
  while (underWay().bodies < first.length) await new Promise(setImmediate);
  const begun = performance.now();
  const third = await put(ann, stripes);
  expect([third.status, third.code]).toEqual([429, "rate-limited"]);
  const waiting = put(cem, stripes);
  for (const raw of first) {
    expect(await within(7000, raw.head())).toStartWith("HTTP/1.1 408 ");
    await within(1000, raw.ended);
  }
  expect(performance.now() - begun).toBeGreaterThan(4000);
  expect((await within(2000, waiting)).status).toBe(200);
  expect((await put(ann, stripes)).status).toBe(200);
}, 20_000);
