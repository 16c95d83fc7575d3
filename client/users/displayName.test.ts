import { expect, test } from "bun:test";

import { displayName } from "./displayName";

const potato = { nickname: "햇감자", deleted: false };

test("a person is named as I call them, else as they call themselves", () => {
  expect(displayName(potato, undefined, "gone")).toBe("햇감자");
  expect(displayName(potato, "우리 막내", "gone")).toBe("우리 막내");
});

test("a blank name of mine names nobody", () => {
  for (const alias of ["", " ", "\u3000"]) expect(displayName(potato, alias, "gone")).toBe("햇감자");
});

test("someone who deleted their account has no name, not even mine", () => {
  expect(displayName({ ...potato, deleted: true }, "우리 막내", "gone")).toBe("gone");
});

test("someone who is not known yet has a placeholder", () => {
  expect(displayName(undefined, "우리 막내", "gone")).toBe("…");
});
