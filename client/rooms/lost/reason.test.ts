import { expect, test } from "bun:test";

import type { Room } from "../../../src/protocol/room";
import { whyLost } from "./reason";

const roomOf = (kind: Room["kind"], visibility: Room["visibility"]): Room =>
  ({ id: "r", kind, visibility }) as Room;

test("what can have happened depends on the kind of room", () => {
  const kindOf = (room: Room, isSelf = false) => whyLost(room, "감자", isSelf).kind;
  expect(kindOf(roomOf("group", "private"))).toBe("private");
  expect(kindOf(roomOf("group", "public"))).toBe("public");
  expect(kindOf(roomOf("direct", "private"))).toBe("direct");
  expect(kindOf(roomOf("direct", "private"), true)).toBe("self");
});

test("the name that it had is kept", () => {
  expect(whyLost(roomOf("group", "private"), "감자 모임", false)).toMatchObject({
    id: "r",
    name: "감자 모임",
  });
});
