import { expect, test } from "bun:test";

import { isolated } from "./direction";

test("names that run the other way are isolated, others are left as they are", () => {
  expect(["햇감자", "Ann", "é", ""].map(isolated)).toEqual(["햇감자", "Ann", "é", ""]);
  for (const name of ["דוד", "ليلى", "a\u202Eb", "\u{10840}"])
    expect(isolated(name)).toBe(`\u2068${name}\u2069`);
});
