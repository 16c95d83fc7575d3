import { expect, test } from "bun:test";

import type { User } from "../../../src/protocol/user";
import { withFace, withoutFace } from "./faces";

const face = (id: string) => ({ id }) as User;
const ids = (faces: User[] | undefined) => faces?.map(({ id }) => id).join("");
const some = (text: string) => [...text].map(face);

test("who joins comes last, once, and only while there is room", () => {
  expect(ids(withFace([], face("a")))).toBe("a");
  expect(ids(withFace(some("abc"), face("d")))).toBe("abcd");
  expect(ids(withFace(some("abcd"), face("e")))).toBe("abcd");
  expect(ids(withFace(some("ab"), face("a")))).toBe("ab");
});

test("who leaves goes; where four were shown, a fifth may take the place", () => {
  expect(ids(withoutFace(some("abc"), "b"))).toBe("ac");
  expect(withoutFace(some("abcd"), "b")).toBeUndefined();
  expect(ids(withoutFace(some("abcd"), "x"))).toBe("abcd");
});
