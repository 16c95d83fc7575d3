// A body that is a union: the refusal names the field, not the union.
import { afterAll, beforeAll, expect, test } from "bun:test";

import { Guest, house, openHouse } from "../testing/people/guests";

let me: Guest;

beforeAll(async () => {
  await openHouse();
  me = await Guest.arrive();
});
afterAll(() => house.close());

test.each([
  [{ kind: "group", title: "", memberIds: [] }, ["title"]],
  [{ kind: "group" }, ["title", "memberIds"]],
  [{ kind: "group", title: "Lunch", memberIds: ["x", 1] }, ["memberIds.1"]],
  [{ kind: "direct" }, ["userId"]],
  [{ kind: "odd", userId: "x" }, ["kind"]],
])("%j", async (body, fields) => {
  const { status, body: problem } = await me.call("POST", "/api/rooms", body);
  expect(status).toBe(422);
  expect(problem.errors.map(({ path }: { path: string }) => path)).toEqual(fields);
});
