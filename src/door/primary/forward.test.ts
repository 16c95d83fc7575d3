import { beforeAll, expect, setSystemTime, test } from "bun:test";

import { createApp } from "../../app";
import { readEnv, useEnv } from "../../env";
import { addressOf, factsOf, isHttps } from "../request";
import { changesAccounts } from "./forward";
import { markFor, readMark } from "./mark";

const secret = "a secret of these tests alone, long enough";
const under = (JWT_SECRET: string) => useEnv(readEnv({ JWT_SECRET }));
beforeAll(() => under(secret));

test("every route that changes state goes to the primary, but for those that are known to change no accounts", () => {
  const asked = createApp().routes.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
  const stays = asked.filter(
    ({ method, path }) =>
      !changesAccounts(new Request(`http://house${path.replace(":id", "x")}`, { method })),
  );
  // A new one goes there without being asked. Whoever keeps it here shows that it works on a replica: litefs.test.ts.
  expect(stays.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    "POST /api/rooms/:id/messages",
    "PUT /api/rooms/:id/reading",
  ]);
  expect(asked.length).toBeGreaterThan(20);
});

test("what only reads stays", () => {
  for (const path of ["/api/rooms", "/api/rooms/x/messages", "/ws", "/"])
    expect(changesAccounts(new Request(`http://house${path}`))).toBe(false);
});

const claims = { from: "http://one.internal:3000", address: "192.0.2.7", isHttps: true };
const asks = (header: string, method = "PUT", path = "/api/me") =>
  readMark(new Request(`http://house${path}`, { method, headers: { "x-potato-machine": header } }), path);
const mark = () => markFor("PUT", "/api/me", claims)[1];

test("a mark says who asks, and for whom; without one nobody claims anything", () => {
  expect(asks(mark())).toEqual(claims);
  expect(readMark(new Request("http://house/"), "/")).toBeUndefined();
});

test("who is asked by a machine counts and answers for the person behind it", () => {
  const request = new Request("http://house/api/me", { headers: { "x-forwarded-proto": "http" } });
  factsOf(request).via = asks(mark());
  expect([addressOf(request, null), isHttps(request, null)]).toEqual(["192.0.2.7", true]);
});

test("a mark is good for what it was made for, and for half a minute", () => {
  const made = mark();
  expect(() => asks(made, "DELETE")).toThrow("forbidden");
  expect(() => asks(made, "PUT", "/api/me/password")).toThrow("forbidden");
  const now = Date.now();
  for (const ms of [31_000, -31_000]) {
    setSystemTime(now + ms);
    expect(() => asks(made)).toThrow("forbidden");
  }
  setSystemTime();
  expect(asks(made)).toEqual(claims);
});

test("nobody makes one without the secret, nor changes one", () => {
  const [text = "", proof = ""] = mark().split(".");
  const other = Buffer.from(
    JSON.stringify({ ...claims, address: "192.0.2.8", method: "PUT", path: "/api/me", at: Date.now() }),
  );
  const forged = [
    "",
    ".",
    text,
    `${text}.`,
    `.${proof}`,
    `${other.toString("base64url")}.${proof}`,
    `${text}.${proof}x`,
  ];
  for (const header of forged) expect(() => asks(header)).toThrow("forbidden");
  under(`${secret}, but another`);
  const foreign = mark();
  under(secret);
  expect(() => asks(foreign)).toThrow("forbidden");
});
