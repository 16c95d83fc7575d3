import { expect, test } from "bun:test";

import { availabilityIn, fetchAvailability } from "./availability";

const answering =
  (body: unknown, status = 200) =>
  async () =>
    Response.json(body, { status });

test("an answer says of each field whether it is free, taken or invalid", () => {
  expect(availabilityIn({ username: "free", nickname: "taken" }, "username")).toBe("free");
  expect(availabilityIn({ username: "free", nickname: "taken" }, "nickname")).toBe("taken");
  expect(availabilityIn({ username: "invalid" }, "username")).toBe("invalid");
});

test("anything else says nothing", () => {
  for (const body of [
    null,
    undefined,
    "taken",
    [],
    {},
    { nickname: "taken" },
    { username: "maybe" },
    { username: {} },
  ])
    expect(availabilityIn(body, "username")).toBeUndefined();
});

test("a name is asked for as it was typed", async () => {
  const urls: string[] = [];
  const get = async (url: string) => {
    urls.push(url);
    return Response.json({ nickname: "free" });
  };
  expect(await fetchAvailability("nickname", "감자 & co?", get)).toBe("free");
  const asked = urls.map((url) => new URL(url, "http://localhost"));
  expect(asked.map(({ pathname }) => pathname)).toEqual(["/api/users/availability"]);
  expect(asked.map(({ searchParams }) => [...searchParams])).toEqual([[["nickname", "감자 & co?"]]]);
});

test("a server that does not know the question, a refusal and a lost line say nothing", async () => {
  const answers = [
    answering({ code: "not-found" }, 404),
    answering({ username: "taken" }, 429),
    async () => new Response("<html>"),
    () => Promise.reject(new TypeError("network")),
  ];
  for (const get of answers) expect(await fetchAvailability("username", "test1", get)).toBeUndefined();
});
