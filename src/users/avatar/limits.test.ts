import { afterEach, expect, test } from "bun:test";

import { guests, house, openHouse } from "../../guests";
import { put, stripes } from "../../pictures";

// What one machine does for pictures, and no more.

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
  const [ann, bob] = await guests(2);
  const large = await new Bun.Image(stripes).resize(2500, 2500).png({ compressionLevel: 1 }).buffer();
  const before = process.memoryUsage().rss;
  const storm = Promise.all(Array.from({ length: 36 }, () => put(ann, large)));
  const first = await Promise.race([storm, bob.call("GET", "/api/me")]);
  expect(first).toHaveProperty("body.user.id", bob.id);
  const answers = await storm;
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses).toEqual(new Set([200, 503]));
  const busy = answers.find(({ status }) => status === 503)!;
  expect([busy.code, Number(busy.headers.get("retry-after"))]).toEqual(["overloaded", 5]);
  // All at once would be 900 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  expect((await put(ann, stripes)).status).toBe(200);
}, 30_000);
