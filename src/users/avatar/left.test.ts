import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { put, stripes } from "../../testing/fixtures/pictures";
import { call, guests, house, openHouse } from "../../testing/people/guests";
import { discard, sweep } from "../pictures/service";

// Unused files that could not be removed at once.

beforeAll(() => openHouse());
afterAll(() => house.close());

const LATER_MS = 31_000;
const nameIn = (address: string) => /([0-9a-f]{32})\.webp$/.exec(address)![1]!;
const later = () => sweep(performance.now() + LATER_MS);

test("a file that cannot be removed now goes with a later sweep, and not before", async () => {
  const [ann] = await guests(1);
  const { avatarUrl } = (await put(ann, stripes)).user;
  const file = join(house.dir, avatarUrl);
  // A directory in its place, so that removing the file fails.
  rmSync(file);
  mkdirSync(file);
  expect((await ann.call("DELETE", "/api/me/avatar")).body.user.avatarUrl).toBeNull();
  rmSync(file, { recursive: true });
  await Bun.write(file, "left");
  await sweep();
  expect(existsSync(file)).toBeTrue();
  await later();
  expect(existsSync(file)).toBeFalse();
});

test("a file that is somebody's again stays", async () => {
  const [bob] = await guests(1);
  const { avatarUrl } = (await put(bob, stripes)).user;
  const file = join(house.dir, avatarUrl);
  const bytes = await Bun.file(file).bytes();
  // As if the write had been lost with its machine.
  await discard(nameIn(avatarUrl));
  await Bun.write(file, bytes);
  await later();
  expect((await call("GET", avatarUrl)).status).toBe(200);
});
