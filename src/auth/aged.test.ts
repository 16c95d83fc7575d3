import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { eq } from "drizzle-orm";

import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { Device } from "../testing/people/devices";
import { call, guests, house, openHouse, within } from "../testing/people/guests";
import { sweep } from "./sessions";
import { issueRefresh } from "./tokens";

// Refresh tokens after some time (the tests write the times into accounts), and with a rotation that was never issued.

beforeAll(() => openHouse());
afterAll(() => house.close());

const refresh = (refreshToken: string) => call("POST", "/api/sessions/refresh", { refreshToken });
const sessionIdOf = (refreshToken: string) => refreshToken.split(".")[0] ?? "";

/** Makes the session's newest refresh token this old. */
function age(refreshToken: string, times: { rotatedAt?: number; lastSeenAt?: number }): void {
  const { changes } = accounts
    .update(table.sessions)
    .set(times)
    .where(eq(table.sessions.id, sessionIdOf(refreshToken)))
    .run() as unknown as { changes: number };
  expect(changes).toBe(1);
}

describe("a refresh token", () => {
  test("that is the last but one is still good 29 seconds later", async () => {
    const [ann] = await guests(1);
    const first = await refresh(ann.refreshToken);
    age(ann.refreshToken, { rotatedAt: Date.now() - 29_000 });
    expect((await refresh(ann.refreshToken)).body.refreshToken).toBe(first.body.refreshToken);
  });

  test("that is the last but one ends the session 30 seconds later", async () => {
    const [ann] = await guests(1);
    const { body } = await refresh(ann.refreshToken);
    age(ann.refreshToken, { rotatedAt: Date.now() - 30_100 });
    const device = await Device.open(ann);
    expect((await refresh(ann.refreshToken)).status).toBe(401);
    await device.ends(body.refreshToken);
  });

  test("that was never given out, though rightly signed, ends the session as well", async () => {
    const [ann] = await guests(1);
    const device = await Device.open(ann);
    expect((await refresh(issueRefresh(sessionIdOf(ann.refreshToken), 5))).status).toBe(401);
    await device.ends();
  });

  test("of a session that nobody has used for 60 days is void", async () => {
    const [ann, bob] = await guests(2);
    const day = 24 * 3600_000;
    age(ann.refreshToken, {
      lastSeenAt: Date.now() - 60 * day - 1000,
      rotatedAt: Date.now() - 60 * day - 1000,
    });
    age(bob.refreshToken, { lastSeenAt: Date.now() - 59 * day, rotatedAt: Date.now() - 59 * day });
    expect((await refresh(ann.refreshToken)).status).toBe(401);
    expect((await refresh(bob.refreshToken)).status).toBe(200);
  });

  test("is void once the hourly sweep has found its session unused for 60 days, and its sockets close", async () => {
    const [ann, bob] = await guests(2);
    const lines = await Promise.all([ann.socket(), bob.socket()]);
    age(ann.refreshToken, { lastSeenAt: Date.now() - 61 * 24 * 3600_000 });
    await sweep();
    expect(await within(1000, lines[0].closed)).toBe(4401);
    expect((await ann.call("GET", "/api/me")).status).toBe(401);
    expect((await bob.call("GET", "/api/me")).status).toBe(200);
    lines[1].close();
  });
});
