import { expect, test } from "bun:test";

import { call, house, openHouse } from "../testing/people/guests";

// Without a trusted proxy.

test("an answer believes nobody who says that it came by https", async () => {
  await openHouse();
  const { headers } = await call("GET", "/health", undefined, { "x-forwarded-proto": "https" });
  expect(headers.get("strict-transport-security")).toBeNull();
  await house.close();
});
