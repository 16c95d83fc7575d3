import { expect, test } from "bun:test";

import fc from "fast-check";

import type { ListedMember } from "../ranks";
import { withFound } from "./found";

const memberOf = (id: string, role: ListedMember["role"] = "member"): ListedMember => ({
  id,
  role,
  joinedSeq: 0,
});

test("loaded members come first, and their role counts", () => {
  const loaded = [memberOf("a", "owner"), memberOf("b")];
  expect(withFound(loaded, [memberOf("c"), memberOf("a")])).toEqual([...loaded, memberOf("c")]);
});

test("without news the list is the same one, so that no row is rendered again", () => {
  const loaded = [memberOf("a")];
  expect(withFound(loaded, [memberOf("a")])).toBe(loaded);
});

test("nobody is listed twice, and nobody is lost", () => {
  const list = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));
  fc.assert(
    fc.property(list, fc.array(fc.constantFrom(..."abcdefgh")), (loaded, found) => {
      const ids = withFound(
        loaded.map((id) => memberOf(id)),
        found.map((id) => memberOf(id)),
      ).map(({ id }) => id);
      expect(ids.slice(0, loaded.length)).toEqual(loaded);
      expect([...ids].sort()).toEqual([...new Set([...loaded, ...found])].sort());
    }),
  );
});
