import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { cookiesOf, Device } from "../testing/people/devices";
import { call, Guest, guests, house, Line, openHouse, within } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const list = async (guest: Guest) => (await guest.call("GET", "/api/sessions")).body.sessions;
const ownId = async (guest: Guest) =>
  (await list(guest)).find((one: { current: boolean }) => one.current).id as string;

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
    const [here, there] = await Promise.all([Device.open(ann), Device.open(phone)]);
    const ended = await ann.call("DELETE", `/api/sessions/${await ownId(phone)}`);
    expect([ended.status, ended.body]).toEqual([204, ""]);
    expect(cookiesOf(ended)).toEqual([]);
    await there.ends();
    await here.goesOn();
    expect(await list(ann)).toHaveLength(1);
    here.close();
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
    const here = await Device.open(ann);
    expect((await ann.call("DELETE", `/api/sessions/${await ownId(ann)}`)).status).toBe(204);
    await here.ends();
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
    const [here, there] = await Promise.all([Device.open(ann), Device.open(phone)]);
    const ended = await ann.call("DELETE", "/api/sessions/current");
    expect(ended.status).toBe(204);
    expect(cookiesOf(ended)).toEqual([expect.stringMatching(/^potato=;.*Max-Age=0/)]);
    await here.ends();
    await there.goesOn();
    there.close();
  });

  test("everywhere ends every session of mine, and nobody else's", async () => {
    const [ann, bob] = await guests(2);
    const devices = [ann, await ann.again(), await ann.again()];
    const all = await Promise.all(devices.map((guest) => Device.open(guest)));
    const others = await Device.open(bob);
    const ended = await ann.call("DELETE", "/api/sessions");
    expect(ended.status).toBe(204);
    expect(cookiesOf(ended)).toEqual([expect.stringMatching(/^potato=;.*Max-Age=0/)]);
    for (const one of all) await one.ends();
    await others.goesOn();
    others.close();
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
