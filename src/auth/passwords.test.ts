import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, Guest, guests, house, openHouse, within } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

let count = 0;
const signUp = (password: unknown) => {
  const nth = ++count;
  return call("POST", "/api/users", {
    username: `secretive${nth}`,
    password,
    nickname: `비밀 ${nth}`,
    client: "app",
  });
};
const signIn = (username: string, password: string) => call("POST", "/api/sessions", { username, password });
const sessionsOf = async (guest: Guest) => (await guest.call("GET", "/api/sessions")).body.sessions;

describe("a new password", () => {
  test.each([
    ["of 8 characters", "kx8 qz4!"],
    ["of 128 characters", "potato! ".repeat(16)],
    ["of 128 characters outside the basic plane", "🥔".repeat(128)],
    ["in Korean", "뜨거운감자국밥집"],
    ["of digits and nothing else", "8419273650"],
  ])("%s is taken and signs in", async (_how, password) => {
    const { status, body } = await signUp(password);
    expect(status).toBe(201);
    expect((await signIn(body.user.username, password)).status).toBe(201);
  });

  test.each([
    ["of 7 characters", "kx8qz4!"],
    ["of 7 characters outside the basic plane", "🥔".repeat(7)],
    ["of 129 characters", "x".repeat(129)],
    ["with NUL", "potato\0potato"],
    ["with half of a character", "potato\uD83Epotato"],
    ["that everyone tries first", "password1"],
    ["that everyone tries first, in capitals", "PASSWORD1"],
    ["that everyone tries first, of digits", "12345678"],
    ["that is no text", 1234567890],
    ["that is missing", undefined],
  ])("%s is refused, and named as the field to mend", async (_how, password) => {
    const { status, body } = await signUp(password);
    expect([status, body.code]).toEqual([422, "invalid"]);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(["password"]);
  });

  test("is never trimmed", async () => {
    const { body } = await signUp("  hot potato  ");
    const { username } = body.user;
    expect((await signIn(username, "hot potato")).status).toBe(401);
    expect((await signIn(username, "  hot potato")).status).toBe(401);
    expect((await signIn(username, "  hot potato  ")).status).toBe(201);
  });

  test("is never cut short: all 128 characters count, and so does what would follow them", async () => {
    const start = "x".repeat(72);
    const { body } = await signUp(start + "a".repeat(56));
    const { username } = body.user;
    expect((await signIn(username, start + "a".repeat(55) + "b")).status).toBe(401);
    expect((await signIn(username, start)).status).toBe(401);
    expect((await signIn(username, start + "a".repeat(57))).status).toBe(401);
    expect((await signIn(username, start + "a".repeat(56))).status).toBe(201);
  });

  test("tells upper from lower case", async () => {
    const { body } = await signUp("Café Potato");
    const { username } = body.user;
    expect((await signIn(username, "café potato")).status).toBe(401);
    expect((await signIn(username, "Café Potato")).status).toBe(201);
  });
});

describe("changing my password", () => {
  const change = (guest: Guest, current: string, next: string) =>
    guest.call("PUT", "/api/me/password", { current, next });

  test("ends my other sessions and what they have open, and keeps mine", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again();
    const [here, there] = await Promise.all([ann.socket(), phone.socket()]);
    expect((await change(ann, Guest.password, "a new hot potato")).status).toBe(204);
    expect(await within(1000, there.closed)).toBe(4401);
    expect((await phone.call("GET", "/api/me")).status).toBe(401);
    const { refreshToken } = phone;
    expect((await call("POST", "/api/sessions/refresh", { refreshToken })).status).toBe(401);
    // The socket of the session that stays still answers.
    here.say({ type: "ping", n: 1 });
    await here.hears("pong");
    expect(await sessionsOf(ann)).toEqual([expect.objectContaining({ current: true })]);
    expect((await call("POST", "/api/sessions/refresh", { refreshToken: ann.refreshToken })).status).toBe(
      200,
    );
    expect((await signIn(ann.username, Guest.password)).status).toBe(401);
    expect((await signIn(ann.username, "a new hot potato")).status).toBe(201);
    here.close();
  });

  test("with the wrong current one is forbidden, which is not the session's fault, and changes nothing", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again();
    const { status, body, headers } = await change(ann, "not the password", "a new hot potato");
    expect([status, body.code]).toEqual([403, "forbidden"]);
    expect(body.errors).toEqual([{ path: "current", message: expect.any(String) }]);
    expect(headers.get("www-authenticate")).toBeNull();
    expect((await phone.call("GET", "/api/me")).status).toBe(200);
    expect((await signIn(ann.username, Guest.password)).status).toBe(201);
  });

  test("to a common, short or long one is refused, and changes nothing", async () => {
    const [ann] = await guests(1);
    for (const next of ["password1", "short", "x".repeat(129)]) {
      const { status, body } = await change(ann, Guest.password, next);
      expect([status, body.errors[0].path]).toEqual([422, "next"]);
    }
    expect((await signIn(ann.username, Guest.password)).status).toBe(201);
  });

  test("says nothing of the new password to who does not know the current one", async () => {
    const [ann] = await guests(1);
    expect((await change(ann, "not the password", "password1")).status).toBe(403);
  });

  test("leaves no session to who was signing in with the old one meanwhile", async () => {
    const [ann] = await guests(1);
    const changing = { isOver: false };
    const late: Awaited<ReturnType<typeof signIn>>[] = [];
    // Three concurrent attempts at any time: some read the old hash before the change and verify it after.
    const first = Promise.withResolvers<void>();
    const tryOn = async () => {
      while (!changing.isOver) {
        late.push(await signIn(ann.username, Guest.password));
        first.resolve();
      }
    };
    const trying = Promise.all([tryOn(), tryOn(), tryOn()]);
    await first.promise;
    expect((await change(ann, Guest.password, "a new hot potato")).status).toBe(204);
    changing.isOver = true;
    await trying;
    expect(late.map(({ status }) => status)).toContain(201);
    expect(await sessionsOf(ann)).toEqual([expect.objectContaining({ current: true })]);
    for (const { body } of late) {
      const token = { authorization: `Bearer ${body.accessToken}` };
      expect((await call("GET", "/api/me", undefined, token)).status).toBe(401);
    }
  });
});

test("a storm of sign-ins is hashed a few at a time, while others are served", async () => {
  const [ann, bob] = await guests(2);
  const storm = Promise.all(Array.from({ length: 12 }, () => signIn(ann.username, "not the password")));
  const first = await Promise.race([storm, bob.call("GET", "/api/me")]);
  expect(first).toHaveProperty("body.user.id", bob.id);
  for (const { status } of await storm) expect(status).toBe(401);
});
