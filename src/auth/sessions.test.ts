import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, Guest, guests, house, Line, openHouse, within } from "../guests";
import { inTurn } from "../messages/service";

beforeAll(() => openHouse());
afterAll(() => house.close());

const list = async (guest: Guest) => (await guest.call("GET", "/api/sessions")).body.sessions;
const ownId = async (guest: Guest) =>
  (await list(guest)).find((one: { current: boolean }) => one.current).id as string;

/** A feed that has been welcomed; `ended` resolves when the server closes it. */
async function openFeed(guest: Guest): Promise<{ ended: Promise<void> }> {
  const response = await fetch(`${house.url}/api/feed`, {
    headers: { authorization: `Bearer ${guest.token}` },
  });
  const reader = response.body?.getReader();
  if (!reader) throw new Error("The feed has no body");
  expect(new TextDecoder().decode((await reader.read()).value)).toStartWith("event: welcome\n");
  const drain = async () => {
    while (!(await reader.read()).done) continue;
  };
  return { ended: drain() };
}

/** A socket and a feed of one device, and how to see that they have ended. */
async function open(guest: Guest) {
  const [line, feed] = await Promise.all([guest.socket(), openFeed(guest)]);
  return {
    line,
    async end() {
      expect(await within(1000, line.closed)).toBe(4401);
      await within(1000, feed.ended);
      expect((await guest.call("GET", "/api/me")).status).toBe(401);
      const { refreshToken } = guest;
      expect((await call("POST", "/api/sessions/refresh", { refreshToken })).status).toBe(401);
    },
    async goOn() {
      line.say({ type: "ping", n: 1 });
      await line.hears("pong");
      expect((await guest.call("GET", "/api/me")).status).toBe(200);
    },
  };
}

describe("the list of sessions", () => {
  test("holds mine alone, each with these fields alone, and says which is this one", async () => {
    const [ann] = await guests(2);
    const before = Date.now();
    const phone = await ann.again("  전화기 📱 ");
    const sessions = await list(phone);
    const shape = {
      id: expect.any(String),
      device: "",
      createdAt: expect.any(Number),
      lastSeenAt: expect.any(Number),
      current: false,
    };
    const [mine, other] = sessions[0].current ? sessions : sessions.toReversed();
    expect(mine).toEqual({ ...shape, device: "전화기 📱", current: true });
    expect(other).toEqual(shape);
    expect(sessions).toHaveLength(2);
    expect(mine.createdAt).toBeWithin(before - 1, Date.now() + 1);
    expect(mine.lastSeenAt).toBe(mine.createdAt);
  });

  test("keeps a session's id over a refresh, and says when that was", async () => {
    const [ann] = await guests(1);
    const [before] = await list(ann);
    const { body } = await call("POST", "/api/sessions/refresh", { refreshToken: ann.refreshToken });
    const token = { authorization: `Bearer ${body.accessToken}` };
    const [after] = (await call("GET", "/api/sessions", undefined, token)).body.sessions;
    expect(after).toEqual({ ...before, lastSeenAt: expect.any(Number) });
    expect(after.lastSeenAt).toBeGreaterThanOrEqual(before.lastSeenAt);
  });

  test("refuses a device's name that is too long or treacherous", async () => {
    const [ann] = await guests(1);
    for (const device of ["x".repeat(101), "a\u202Eb", "two\nlines", 7]) {
      const { status, body } = await call("POST", "/api/sessions", {
        username: ann.username,
        password: Guest.password,
        device,
      });
      expect([status, body.errors?.[0]?.path]).toEqual([422, "device"]);
    }
  });
});

describe("ending a session", () => {
  test("of another device stops its token, its socket and its feed within a second, and nothing of mine", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again();
    const [here, there] = await Promise.all([open(ann), open(phone)]);
    const { status, body, headers } = await ann.call("DELETE", `/api/sessions/${await ownId(phone)}`);
    expect([status, body]).toEqual([204, ""]);
    expect(headers.getSetCookie()).toEqual([]);
    await there.end();
    await here.goOn();
    expect(await list(ann)).toHaveLength(1);
    here.line.close();
  });

  test("that has ended already, or never was, or is somebody else's, answers the same not-found", async () => {
    const [ann, eve] = await guests(2);
    const phone = await ann.again();
    const ended = await ownId(phone);
    await ann.call("DELETE", `/api/sessions/${ended}`);
    const ids = [
      ended,
      await ownId(eve),
      crypto.randomUUID(),
      "x",
      "..%2f..",
      "%00",
      "%FF",
      "a".repeat(300),
      "null",
    ];
    for (const id of ids) {
      const { status, body } = await ann.call("DELETE", `/api/sessions/${id}`);
      expect([id, status, body]).toEqual([
        id,
        404,
        { type: "about:blank", title: "Not found", status: 404, code: "not-found" },
      ]);
    }
    expect((await eve.call("GET", "/api/me")).status).toBe(200);
  });

  test("by its own id is signing out", async () => {
    const [ann] = await guests(1);
    const here = await open(ann);
    expect((await ann.call("DELETE", `/api/sessions/${await ownId(ann)}`)).status).toBe(204);
    await here.end();
  });

  test("works once: a token that has signed out cannot do it again", async () => {
    const [ann] = await guests(1);
    expect((await ann.call("DELETE", "/api/sessions/current")).status).toBe(204);
    expect((await ann.call("DELETE", "/api/sessions/current")).status).toBe(401);
  });
});

describe("signing out", () => {
  test("ends this session, takes the cookie away and leaves my other devices alone", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again();
    const [here, there] = await Promise.all([open(ann), open(phone)]);
    const { status, headers } = await ann.call("DELETE", "/api/sessions/current");
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^potato=;.*Max-Age=0/)]);
    await here.end();
    await there.goOn();
    there.line.close();
  });

  test("waits for no disk: not while what happened to a group before cannot be told yet", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("slow", [bob]);
    const phone = await bob.again();
    const there = await open(phone);
    const busy = Promise.withResolvers<void>();
    const disk = inTurn(() => busy.promise);
    const renaming = ann.call("PATCH", `/api/rooms/${room.id}`, { title: "slower" });
    const titleOf = async () => (await ann.call("GET", `/api/rooms/${room.id}`)).body.room.title;
    while ((await titleOf()) !== "slower") await new Promise(setImmediate);
    const signingOut = phone.call("DELETE", "/api/sessions/current");
    await there.end();
    busy.resolve();
    await Promise.all([disk, renaming, signingOut]);
    expect((await ann.history(room)).messages.map(({ event }: any) => event.kind)).toEqual([
      "created",
      "renamed",
    ]);
  });

  test("everywhere ends every session of mine, and nobody else's", async () => {
    const [ann, bob] = await guests(2);
    const devices = [ann, await ann.again(), await ann.again()];
    const all = await Promise.all(devices.map(open));
    const others = await open(bob);
    const { status, headers } = await ann.call("DELETE", "/api/sessions");
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^potato=;.*Max-Age=0/)]);
    for (const one of all) await one.end();
    await others.goOn();
    others.line.close();
  });

  test("while sockets say hello leaves none of them open", async () => {
    const [ann] = await guests(1);
    const lines = await Promise.all(Array.from({ length: 20 }, () => Line.open()));
    const signOut = () => ann.call("DELETE", "/api/sessions/current");
    await Promise.all(
      lines.map(async (line, nth) => {
        line.say({ type: "hello", token: ann.token });
        if (nth === 10) expect((await signOut()).status).toBe(204);
      }),
    );
    for (const line of lines) expect(await within(1000, line.closed)).toBe(4401);
  });
});
