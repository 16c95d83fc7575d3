import { expect, test } from "bun:test";

import { isNew, nextStep, stepsDone } from "./steps";

const blank = { avatarUrl: null, intro: "", status: "" };
const quiet = { lastMessage: null };
const lively = { lastMessage: {} as never };

test("nothing is done at first", () => {
  const done = stepsDone({ me: blank, friendCount: 0, rooms: [] });
  expect(done).toEqual({ friend: false, profile: false, hello: false });
  expect(isNew(done)).toBe(true);
  expect(nextStep(done)).toBe("friend");
});

test("each step is done by itself, in any order", () => {
  expect(stepsDone({ me: blank, friendCount: 1, rooms: [] }).friend).toBe(true);
  for (const part of [{ avatarUrl: "/a.webp" }, { intro: "hi" }, { status: "🥔" }])
    expect(stepsDone({ me: { ...blank, ...part }, friendCount: 0, rooms: [] }).profile).toBe(true);
  expect(stepsDone({ me: blank, friendCount: 0, rooms: [quiet] }).hello).toBe(false);
  expect(stepsDone({ me: blank, friendCount: 0, rooms: [quiet, lively] }).hello).toBe(true);
});

test("someone with a friend and a chat is not new, whatever their profile", () => {
  expect(isNew(stepsDone({ me: blank, friendCount: 1, rooms: [lively] }))).toBe(false);
  expect(isNew(stepsDone({ me: blank, friendCount: 1, rooms: [quiet] }))).toBe(true);
  expect(isNew(stepsDone({ me: blank, friendCount: 0, rooms: [lively] }))).toBe(true);
});

test("the next step is the first that is not done, and the optional profile the last", () => {
  expect(nextStep({ friend: true, profile: false, hello: false })).toBe("hello");
  expect(nextStep({ friend: true, profile: true, hello: false })).toBe("hello");
  expect(nextStep({ friend: true, profile: true, hello: true })).toBeUndefined();
});
