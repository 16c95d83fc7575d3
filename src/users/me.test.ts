import { afterAll, beforeAll, expect, test } from "bun:test";

import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const hide = (guest: Guest, hideReads: boolean) => guest.call("PATCH", "/api/me", { hideReads });

test("my settings reach all my devices, in order, and nobody else", async () => {
  const [ann, bob] = await guests(2);
  await ann.group("설정", [bob]);
  const phone = await ann.again();
  const [here, there, theirs] = await Promise.all([ann.socket(), phone.socket(), bob.socket()]);
  const feed = await Reader.open(phone);
  await feed.hears("welcome");
  await hide(ann, true);
  await hide(phone, false);
  // Neither of these changes it.
  await hide(ann, false);
  await ann.call("PATCH", "/api/me", {});
  await hide(ann, true);
  await ann.call("PATCH", "/api/me", { intro: "끝" });
  for (const device of [here, there, feed]) {
    await device.hears("user.changed");
    expect(device.all("me.changed")).toEqual(
      [true, false, true].map((hideReads) => ({ type: "me.changed", hideReads })),
    );
  }
  await theirs.hears("user.changed");
  expect(theirs.received.map(({ type }) => type)).toEqual(["welcome", "user.changed"]);
  for (const device of [here, there, theirs, feed]) device.close();
});
