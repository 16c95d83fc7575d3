import { afterAll, beforeAll, expect, test } from "bun:test";

import { type Guest, guests, house, openHouse } from "../../testing/people/guests";
import { Reader } from "../../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const PATH = "/api/me/notifications";
const unchosen = { hideContents: false, quiet: null, sounds: false, keywords: [] };
const quiet = { from: "22:00", to: "07:00", timeZone: "Asia/Seoul", days: [0, 1, 2, 3, 4, 5, 6] };
const choose = (guest: Guest, own: object) => guest.call("PATCH", PATH, own);

test("what is chosen on one device is on all, whole, and nobody else's business", async () => {
  const [ann, bob] = await guests(2);
  expect((await ann.call("GET", PATH)).body).toEqual(unchosen);
  const phone = await ann.again();
  const [here, theirs] = await Promise.all([ann.socket(), bob.socket()]);
  const feed = await Reader.open(phone);
  await feed.hears("welcome");
  const first = await choose(ann, { quiet, keywords: [" 감자 ", "Potato"] });
  const one = { ...unchosen, quiet, keywords: ["감자", "Potato"] };
  expect([first.status, first.body]).toEqual([200, one]);
  await choose(phone, { hideContents: true, sounds: true });
  const two = { ...one, hideContents: true, sounds: true };
  expect((await ann.call("GET", PATH)).body).toEqual(two);
  await choose(ann, { quiet: null, keywords: [] });
  const three = { ...unchosen, hideContents: true, sounds: true };
  for (const ear of [here, feed]) {
    await ear.hears("me.notifications", ({ notifications }) => notifications.keywords.length === 0);
    const all = [one, two, three].map((notifications) => ({ type: "me.notifications", notifications }));
    expect(ear.all("me.notifications")).toEqual(all);
  }
  await theirs.fence();
  expect(theirs.all("me.notifications")).toEqual([]);
  for (const ear of [here, feed, theirs]) ear.close();
});

const wrong: [string, object][] = [
  ["keywords", { keywords: ["감자", "감자".normalize("NFD")] }],
  ["keywords", { keywords: ["Potato", "pOTATO"] }],
  ["keywords", { keywords: Array.from({ length: 21 }, (_, nth) => `word ${nth}`) }],
  ["keywords.0", { keywords: ["x".repeat(51)] }],
  ["keywords.0", { keywords: [" "] }],
  ["keywords.0", { keywords: [""] }],
  ["quiet", { quiet: { ...quiet, from: "24:00" } }],
  ["quiet", { quiet: { ...quiet, to: "7:00" } }],
  ["quiet", { quiet: { ...quiet, timeZone: "Asia/Potato" } }],
  ["quiet", { quiet: { ...quiet, timeZone: "+09:00" } }],
  ["quiet", { quiet: { ...quiet, days: [7] } }],
  ["quiet", { quiet: { ...quiet, days: [1, 1] } }],
  ["quiet", { quiet: { from: "22:00" } }],
  ["sounds", { sounds: "yes" }],
];
test.each(wrong)("%s: %j is refused", async (_, own) => {
  const [ann] = await guests(1);
  expect((await choose(ann, own)).status).toBe(422);
  expect((await ann.call("GET", PATH)).body).toEqual(unchosen);
});

test("fifty code points of a keyword, and twenty of them, are as many as there may be", async () => {
  const [ann] = await guests(1);
  const keywords = Array.from({ length: 20 }, (_, nth) => "🥔".repeat(48) + String(nth).padStart(2, "0"));
  expect((await choose(ann, { keywords })).body.keywords).toEqual(keywords);
});
