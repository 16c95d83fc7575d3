import { expect, test } from "bun:test";

import fc from "fast-check";

import { facesOf, type RoomWithMembers } from "./membership";

test("the faces of a group are the earliest others, whoever comes and goes", () => {
  const joins = fc.uniqueArray(fc.record({ userId: fc.uuid(), joinedAt: fc.nat(5) }), {
    selector: ({ userId }) => userId,
    maxLength: 20,
  });
  fc.assert(
    fc.property(joins, fc.nat(19), (all, nth) => {
      const members = new Map(all.map((one) => [one.userId, one]));
      const me = all[nth]?.userId ?? "";
      const sorted = all.toSorted(
        (a, b) => a.joinedAt - b.joinedAt || (a.userId < b.userId ? -1 : Number(a.userId > b.userId)),
      );
      const expected = sorted.map(({ userId }) => userId).filter((id) => id !== me);
      expect(facesOf({ members } as unknown as RoomWithMembers, me)).toEqual(expected.slice(0, 4));
    }),
  );
});
