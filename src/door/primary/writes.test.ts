import { expect, test } from "bun:test";

import { createApp } from "../../app";
import { declared, writesAccounts } from "./writes";

const { routes } = createApp();
const changing = routes.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
const isForwarded = (method: string, path: string) =>
  writesAccounts(new Request(`http://potato${path}`, { method }), routes);

test("every route that changes state declares what it writes", () => {
  const silent = changing.filter((route) => declared(route) === undefined);
  expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  expect(changing.length).toBeGreaterThan(20);
});

test("what writes accounts goes to the primary; what writes history does not", () => {
  const stays = changing.filter(({ method, path }) => !isForwarded(method, path.replace(/:\w+/g, "x")));
  // A route that is handled on every machine must be tested on a replica: litefs.test.ts.
  expect(stays.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    "DELETE /api/rooms/:id/messages/:seq",
    "DELETE /api/rooms/:id/messages/:seq/preview",
    "DELETE /api/rooms/:id/messages/:seq/reactions/:emoji",
    "DELETE /api/rooms/:id/pins/:seq",
    "DELETE /api/uploads/:id",
    "PATCH /api/rooms/:id/messages/:seq",
    "PATCH /api/uploads/:id",
    "POST /api/files",
    "POST /api/me/read",
    "POST /api/push/test",
    "POST /api/rooms/:id/messages",
    "POST /api/uploads",
    "PUT /api/rooms/:id/messages/:seq/reactions/:emoji",
    "PUT /api/rooms/:id/pins/:seq",
    "PUT /api/rooms/:id/reading",
  ]);
});

test("what only reads stays", () => {
  for (const path of ["/api/rooms", "/api/rooms/x/messages", "/ws", "/"])
    expect(isForwarded("GET", path)).toBe(false);
});

test("a request that no route matches goes to the primary, as one that declares nothing would", () => {
  expect(isForwarded("POST", "/api/rooms/x/messages/")).toBe(true);
  expect(isForwarded("PURGE", "/api/rooms")).toBe(true);
});
