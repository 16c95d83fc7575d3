import { expect, type Locator } from "playwright/test";

import { type Person, test } from "./people";

const SHORT = "Potato lovers";
const NAMES = ["Ann", "Bob", "감자", "Dan", "Eve"];

// Whatever the server sends, so that each count is seen.
for (const count of [0, 1, 2, 3, 4, 5]) {
  test(`a group with ${count} faces is a ${count > 1 ? "collage" : "letter"} with corners, and a person is round`, async ({
    people,
  }) => {
    const [ann] = await people(1);
    await ann.page.route("**/api/rooms?**", async (route) => {
      const answer = await route.fetch();
      const { rooms, ...rest } = (await answer.json()) as { rooms: { title: string | null }[] };
      const faces = NAMES.slice(0, count).map((nickname, n) => ({
        id: `face${n}`,
        username: `face${n}`,
        nickname,
        intro: "",
        status: "",
        avatarUrl: null,
        deleted: false,
      }));
      const withFaces = rooms.map((room) => (room.title === SHORT ? { ...room, faces } : room));
      await route.fulfill({ response: answer, json: { rooms: withFaces, ...rest } });
    });
    // Whom the page does not know it asks for; these are nobody.
    await ann.page.route("**/api/users?**", (route) => route.fulfill({ json: { users: [] } }));
    await ann.page.reload();
    await ann.goesTo("Chats");
    const face = ann.room(SHORT).locator(":scope > .avatar");
    const shown = Math.min(count, 4);
    await expect(face.locator(".avatar")).toHaveCount(shown > 1 ? shown : 0);
    await expect(face).toHaveCSS("border-radius", "30%");
    await expect(face).toHaveText(shown > 1 ? ["A", "B", "감", "D"].slice(0, shown).join("") : "P");
    await expect(ann.room("Hash Brown").locator(":scope > .avatar")).toHaveCSS("border-radius", "50%");
    expect(await sizeOf(ann, SHORT)).toEqual(await sizeOf(ann, "Hash Brown"));
  });
}

test("a collage is the same picture at any size", async ({ people }) => {
  const [ann] = await people(1);
  await ann.opens(SHORT);
  await ann.looksIntoRoom();
  const shares = async (face: Locator) => {
    const whole = (await face.boundingBox())!.width;
    const parts = await face.locator(".avatar").all();
    return Promise.all(parts.map(async (part) => (await part.boundingBox())!.width / whole));
  };
  const listed = await shares(ann.room(SHORT).locator(":scope > .avatar"));
  const large = await shares(ann.info.locator(".info-about > .avatar"));
  expect(listed.length).toBeGreaterThan(1);
  expect(large.map((share) => share.toFixed(1))).toEqual(listed.map((share) => share.toFixed(1)));
});

// A collage is as large as any other face, and none of its parts reaches out of it.
const sizeOf = (person: Person, name: string): Promise<[number, number, boolean]> =>
  person
    .room(name)
    .locator(":scope > .avatar")
    .evaluate((face) => {
      const { left, right, top, bottom, width, height } = face.getBoundingClientRect();
      const isInside = [...face.querySelectorAll(".avatar")].every((part) => {
        const box = part.getBoundingClientRect();
        return box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
      });
      return [Math.round(width), Math.round(height), isInside];
    });
