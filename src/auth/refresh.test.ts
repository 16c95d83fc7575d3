import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { Device } from "../testing/people/devices";
import { call, cookieIn, Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const refresh = (refreshToken: unknown) => call("POST", "/api/sessions/refresh", { refreshToken });
const refreshByCookie = (cookie: string, headers = {}) =>
  call("POST", "/api/sessions/refresh", {}, { cookie, ...headers });
const me = (accessToken: string) =>
  call("GET", "/api/me", undefined, { authorization: `Bearer ${accessToken}` });
const sessionIdOf = (refreshToken: string) => refreshToken.split(".")[0] ?? "";

describe("a refresh token", () => {
  test("is good for a fresh access token and a successor, in the answer of sign-in", async () => {
    const [ann] = await guests(1);
    const { status, body } = await refresh(ann.refreshToken);
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(["accessToken", "expiresAt", "refreshToken", "user"]);
    expect(body.user).toEqual(ann.user);
    expect(body.refreshToken).not.toBe(ann.refreshToken);
    expect((await me(body.accessToken)).body.user).toEqual(ann.user);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  test("used again at once, because an answer was lost, gives the same successor", async () => {
    const [ann] = await guests(1);
    const first = await refresh(ann.refreshToken);
    const again = await refresh(ann.refreshToken);
    expect(again.status).toBe(200);
    expect(again.body.refreshToken).toBe(first.body.refreshToken);
    expect((await me(again.body.accessToken)).status).toBe(200);
  });

  test("used by ten tabs at once gives all of them the same successor", async () => {
    const [ann] = await guests(1);
    const all = await Promise.all(Array.from({ length: 10 }, () => refresh(ann.refreshToken)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(all.map(({ body }) => body.refreshToken)).size).toBe(1);
  });

  test("that is older than the last but one has been stolen: the session and its sockets end", async () => {
    const [ann] = await guests(1);
    const second = await refresh(ann.refreshToken);
    const third = await refresh(second.body.refreshToken);
    await expectTheEnd(ann, ann.refreshToken, third.body);
  });

  test("replayed ends this session alone, not that of my other devices", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again();
    const { body } = await refresh((await refresh(ann.refreshToken)).body.refreshToken);
    await expectTheEnd(ann, ann.refreshToken, body);
    expect((await phone.call("GET", "/api/me")).status).toBe(200);
    expect((await refresh(phone.refreshToken)).status).toBe(200);
  });
});

describe("what is no refresh token of ours", () => {
  test("is refused, and harms nobody's session", async () => {
    const [ann, bob] = await guests(2);
    const [id = "", number = "", proof = ""] = ann.refreshToken.split(".");
    const [, , foreign = ""] = bob.refreshToken.split(".");
    const forged = [
      "",
      "garbage",
      "a.b.c",
      "..",
      `${id}.${number}`,
      `${id}.${number}.`,
      `${id}.${number}.${"A".repeat(proof.length)}`,
      `${id}.${number}.${proof}.more`,
      `${id}.${number}.${proof}=`,
      `${id}.${Number(number) + 1}.${proof}`,
      `${id}.-1.${proof}`,
      `${id}.0${number}.${proof}`,
      `${id}.00${number}.${proof}`,
      `${id}.+${number}.${proof}`,
      `${id}.1e3.${proof}`,
      `${id}.${number}.${foreign}`,
      `${sessionIdOf(bob.refreshToken)}.${number}.${proof}`,
      ann.token,
      "🥔".repeat(100),
    ];
    const kinds = new Set<string>();
    for (const token of forged) {
      const { status, body } = await refresh(token);
      expect([token, status]).toEqual([token, 401]);
      kinds.add(JSON.stringify(body));
    }
    expect(kinds.size).toBe(1);
    for (const shape of [7, null, {}, ["x"], true]) expect((await refresh(shape)).status).toBe(422);
    expect((await refresh(ann.refreshToken)).status).toBe(200);
    expect((await refresh(bob.refreshToken)).status).toBe(200);
  });

  test("is refused where there is neither cookie nor body", async () => {
    expect((await call("POST", "/api/sessions/refresh")).status).toBe(401);
    expect((await call("POST", "/api/sessions/refresh", {})).status).toBe(401);
    expect((await refreshByCookie("other=thing")).status).toBe(401);
  });
});

describe("in a browser", () => {
  const open = async () => {
    const [ann] = await guests(1);
    const answer = await call("POST", "/api/sessions", { username: ann.username, password: Guest.password });
    return { ann, token: answer.body.accessToken as string, cookie: cookieIn(answer.headers) };
  };

  test("the cookie is all it takes, and its successor comes as a cookie, never in the body", async () => {
    const { ann, cookie } = await open();
    const { status, body, headers } = await refreshByCookie(`theme=dark; ${cookie}; lang=ko`);
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(["accessToken", "expiresAt", "user"]);
    expect(body.user).toEqual(ann.user);
    expect(cookieIn(headers)).not.toBe(cookie);
    expect((await refreshByCookie(cookieIn(headers))).status).toBe(200);
  });

  test("two tabs at once end up with the same cookie", async () => {
    const { cookie } = await open();
    const both = await Promise.all([refreshByCookie(cookie), refreshByCookie(cookie)]);
    expect(new Set(both.map(({ headers }) => cookieIn(headers))).size).toBe(1);
  });

  test("a cookie that no longer counts is taken away", async () => {
    const { headers, status } = await refreshByCookie("potato=garbage");
    expect(status).toBe(401);
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^potato=; .*Max-Age=0/)]);
  });

  test("another site cannot use the cookie", async () => {
    const { cookie } = await open();
    for (const origin of ["https://evil.example", "null"]) {
      const { status, headers } = await refreshByCookie(cookie, { origin });
      expect(status).toBe(403);
      expect(headers.getSetCookie()).toEqual([]);
    }
    expect((await refreshByCookie(cookie, { origin: house.url })).status).toBe(200);
  });

  test("signing in or up over it ends the session that it was of, whoever comes in, and not before they do", async () => {
    const { ann, cookie, token } = await open();
    const [bob] = await guests(1);
    const browser = Object.assign(await ann.again(), { token, refreshToken: cookie.replace("potato=", "") });
    const device = await Device.open(browser);
    const asBob = (password: string, more = {}) =>
      call("POST", "/api/sessions", { username: bob.username, password, ...more }, { cookie });
    expect((await asBob("not the password")).status).toBe(401);
    // A cookie in an app's request is ignored.
    expect((await asBob(Guest.password, { client: "app" })).status).toBe(201);
    await device.goesOn();
    const second = await asBob(Guest.password);
    expect(second.status).toBe(201);
    await device.ends();
    expect((await refreshByCookie(cookie)).headers.getSetCookie()).toEqual([]);
    const draft = {
      username: `over.${ann.username}`.slice(0, 20),
      password: Guest.password,
      nickname: ann.id.slice(-12),
    };
    const third = await call("POST", "/api/users", draft, { cookie: cookieIn(second.headers) });
    expect(third.status).toBe(201);
    expect((await refreshByCookie(cookieIn(second.headers))).status).toBe(401);
    expect((await refreshByCookie(cookieIn(third.headers))).status).toBe(200);
    expect((await ann.call("GET", "/api/me")).status).toBe(200);
  });

  test("what is no cookie of ours ends nobody's session", async () => {
    const { ann, cookie } = await open();
    const [id, number, proof] = cookie.replace("potato=", "").split(".");
    for (const forged of [`${id}.0${number}.${proof}`, `${id}.${number}.x`, `${id}`, ""]) {
      const { username } = ann;
      const over = { cookie: `potato=${forged}` };
      expect((await call("POST", "/api/sessions", { username, password: Guest.password }, over)).status).toBe(
        201,
      );
    }
    expect((await refreshByCookie(cookie)).status).toBe(200);
  });

  test("the cookie opens nothing but the refresh", async () => {
    const { cookie } = await open();
    for (const path of ["/api/me", "/api/rooms", "/api/sessions", "/api/feed"]) {
      expect((await call("GET", path, undefined, { cookie })).status).toBe(401);
    }
    expect((await call("DELETE", "/api/sessions", undefined, { cookie })).status).toBe(401);
  });
});

/** Asserts that using `token` is 401 and ends the session, its successor included. */
async function expectTheEnd(
  guest: Guest,
  token: string,
  { refreshToken }: { refreshToken: string },
): Promise<void> {
  const device = await Device.open(guest);
  expect((await refresh(token)).status).toBe(401);
  await device.ends(refreshToken);
}
