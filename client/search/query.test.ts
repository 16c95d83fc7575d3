import { expect, test } from "bun:test";

import { definedIn, MOST, searchedPart } from "./query";

test("blanks around it do not count, those within do", () => {
  expect(searchedPart("  감자 튀김 ")).toEqual({ q: "감자 튀김", isCut: false });
  expect(searchedPart(" \n\t　")).toEqual({ q: "", isCut: false });
});

test("a hundred code points are searched, however many units they have", () => {
  const most = "🥔".repeat(MOST);
  expect(searchedPart(`  ${most} `)).toEqual({ q: most, isCut: false });
  expect(searchedPart(`${most}감`)).toEqual({ q: most, isCut: true });
  // What ends with a blank after the cut ends before it.
  expect(searchedPart(`${"a".repeat(MOST - 1)} b`)).toEqual({ q: "a".repeat(MOST - 1), isCut: true });
});

test("what is not set is left out, and 0 is set", () => {
  expect(definedIn({ q: "감자", from: undefined, since: 0 })).toEqual({ q: "감자", since: 0 } as never);
  expect(Object.keys(definedIn({ q: "감자", from: undefined }))).toEqual(["q"]);
});
