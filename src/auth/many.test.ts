import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { monitorEventLoopDelay } from "node:perf_hooks";

import { eq } from "drizzle-orm";

import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { call, Guest, guests, house, openHouse, within } from "../testing/people/guests";

// Hundreds of sessions, written into accounts directly, since each would cost a hash. SESSIONS=20000 is what apps that never
// sign out have left.

beforeAll(() => openHouse());
afterAll(() => house.close());

const SESSIONS = Number(process.env["SESSIONS"] ?? 2000);
const MAX = 100;
const DAY_MS = 24 * 3600_000;

/** Adds sessions as if they had signed in once a minute, the last time yesterday. */
function addSessions(userId: string, count: number): void {
  const first = Date.now() - DAY_MS - count * 60_000;
  accounts.transaction((tx) => {
    for (let nth = 0; nth < count; nth++) {
      const at = first + nth * 60_000;
      const times = { rotatedAt: at, createdAt: at, lastSeenAt: at };
      tx.insert(table.sessions)
        .values({ id: crypto.randomUUID(), userId, ...times })
        .run();
    }
  });
}
const sessionsOf = (userId: string) =>
  accounts.select().from(table.sessions).where(eq(table.sessions.userId, userId)).all();
const idOf = ({ refreshToken }: Guest) => refreshToken.split(".")[0];
const unusedSince = (guest: Guest, lastSeenAt: number) =>
  accounts
    .update(table.sessions)
    .set({ lastSeenAt })
    .where(eq(table.sessions.id, idOf(guest)!))
    .run();

describe("the hundred and first session", () => {
  test("ends the one that was unused for longest, with what it has open, and no other", async () => {
    const [ann, bob] = await guests(2);
    const old = await ann.again();
    const [here, there, others] = await Promise.all([ann.socket(), old.socket(), bob.socket()]);
    addSessions(ann.id, MAX - 2);
    unusedSince(old, Date.now() - 3 * DAY_MS);
    const fresh = await ann.again();
    expect(await within(1000, there.closed)).toBe(4401);
    expect((await old.call("GET", "/api/me")).status).toBe(401);
    expect((await fresh.call("GET", "/api/sessions")).body.sessions).toHaveLength(MAX);
    for (const line of [here, others]) await line.fence();
    for (const line of [here, others]) line.close();
  });

  test("is never the new one, though a clock that was wrong has made all others later", async () => {
    const [ann] = await guests(1);
    addSessions(ann.id, MAX - 1);
    accounts
      .update(table.sessions)
      .set({ lastSeenAt: Date.now() + DAY_MS })
      .where(eq(table.sessions.userId, ann.id))
      .run();
    const fresh = await ann.again();
    expect((await fresh.call("GET", "/api/me")).status).toBe(200);
    expect(sessionsOf(ann.id)).toHaveLength(MAX);
  });
});

describe(`${SESSIONS} sessions, from before there was a limit`, () => {
  const leaving: [string, (ann: Guest) => Promise<{ status: number }>, number][] = [
    ["signing in", async (ann) => ((await ann.again()).token ? { status: 201 } : { status: 0 }), 201],
    ["signing out everywhere", (ann) => ann.call("DELETE", "/api/sessions"), 204],
    [
      "changing the password",
      (ann) => ann.call("PUT", "/api/me/password", { current: Guest.password, next: "a new hot potato" }),
      204,
    ],
    ["deleting the account", (ann) => ann.call("DELETE", "/api/me", { password: Guest.password }), 204],
  ];

  test.each(leaving)("%s ends them without holding up the others", async (_what, leave, status) => {
    const [ann, bob] = await guests(2);
    const old = await ann.again();
    addSessions(ann.id, SESSIONS);
    unusedSince(old, 0);
    const [there, others] = await Promise.all([old.socket(), bob.socket()]);
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    expect((await leave(ann)).status).toBe(status);
    expect(await within(1000, there.closed)).toBe(4401);
    await others.fence();
    loop.disable();
    if (process.env["SESSIONS"]) console.log(`the loop was held for ${Math.round(loop.max / 1e6)} ms`);
    expect(sessionsOf(ann.id).length).toBeLessThanOrEqual(MAX);
    expect(sessionsOf(bob.id)).toHaveLength(1);
    others.close();
  });

  test("are a hundred after a start", async () => {
    const [ann] = await guests(1);
    addSessions(ann.id, SESSIONS);
    await house.stop();
    await openHouse({}, house.dir);
    expect(sessionsOf(ann.id)).toHaveLength(MAX);
    expect((await ann.call("GET", "/api/me")).status).toBe(200);
    const { refreshToken } = ann;
    expect((await call("POST", "/api/sessions/refresh", { refreshToken })).status).toBe(200);
  });
});
