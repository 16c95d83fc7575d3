import { afterAll, beforeAll, expect, test } from "bun:test";

import { createApp } from "../../app";
import { call, house, openHouse } from "../people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("every route is in the API document, but for the socket, the documents themselves, avatars, the client's files and the rest of tus", async () => {
  const all = createApp().routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  const { paths } = (await call("GET", "/swagger/json")).body;
  const documented = new Set(
    Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  const hidden = all.filter((door) => !documented.has(door));
  const tus = new Set([
    "OPTIONS /api/uploads",
    ...["HEAD", "PATCH", "DELETE"].map((method) => `${method} /api/uploads/{id}`),
  ]);
  const others = hidden.filter(
    (door) =>
      !tus.has(door) &&
      !/^GET \/(ws$|swagger\b|asyncapi$|assets\/|app\/|avatars\/|$|[\w.-]+\.\w+$)/.test(door),
  );
  expect(others).toEqual([]);
  expect(all).toContain("GET /ws");
});
