import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { cookiesOf } from "../testing/people/devices";
import { call, Guest, guests, house, openHouse } from "../testing/people/guests";

const { password } = Guest;
const signUp = (draft: object, headers?: Record<string, string>) =>
  call("POST", "/api/users", { username: "nobody", password, nickname: "아무도 아님", ...draft }, headers);
const signIn = (draft: object) => call("POST", "/api/sessions", { password, ...draft });

/** All fields of a response with tokens. */
const signedIn = {
  user: {
    id: expect.stringMatching(/^[A-Za-z0-9_-]{1,36}$/),
    username: expect.any(String),
    nickname: expect.any(String),
    intro: "",
    status: "",
    avatarUrl: null,
    deleted: false,
  },
  accessToken: expect.any(String),
  expiresAt: expect.any(Number),
};

const ofAnApp = { refreshToken: expect.any(String), deviceToken: expect.any(String) };

describe("signing up", () => {
  beforeAll(() => openHouse());
  afterAll(() => house.close());

  test("answers 201 with the user, an access token of 15 minutes and nothing else", async () => {
    const { status, body } = await signUp({ username: "Hash.Brown-1", nickname: " 해시브라운 " });
    expect(status).toBe(201);
    expect(body).toEqual(signedIn);
    expect(body.user).toMatchObject({ username: "hash.brown-1", nickname: "해시브라운" });
    const minutes = (body.expiresAt - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    const own = await call("GET", "/api/me", undefined, { authorization: `Bearer ${body.accessToken}` });
    expect(own.body.user).toEqual(body.user);
  });

  test("gives an app its refresh token in the body, and no cookie", async () => {
    const answer = await signUp({ username: "an_app", nickname: "앱으로 옴", client: "app" });
    expect(answer.body).toEqual({ ...signedIn, ...ofAnApp });
    expect(cookiesOf(answer)).toEqual([]);
  });

  test("gives a browser its tokens in cookies that no script and no other site can use", async () => {
    const cookies = cookiesOf(await signUp({ username: "a_browser", nickname: "브라우저" }));
    const shown = cookies.map((cookie) => {
      const [pair = "", ...attributes] = cookie.split("; ");
      return [pair.replace(/=.+/, "=…"), ...attributes.toSorted()];
    });
    const closed = ["HttpOnly", expect.any(String), "Path=/", "SameSite=Strict"];
    expect(shown).toEqual([
      ["potato=…", ...closed.with(1, "Max-Age=5184000")],
      ["potato-device=…", ...closed.with(1, "Max-Age=34560000")],
    ]);
  });

  test("refuses a username that is taken, in any case", async () => {
    await signUp({ username: "taken.name", nickname: "먼저 온 사람" });
    for (const username of ["taken.name", "Taken.Name", "TAKEN.NAME"]) {
      const { status, body } = await signUp({ username, nickname: `나중에 ${username.length}` });
      expect([status, body.code]).toEqual([409, "conflict"]);
    }
  });

  test("refuses a nickname that looks like one that is taken", async () => {
    expect((await signUp({ username: "original", nickname: "Potato 감자" })).status).toBe(201);
    const lookAlikes = {
      "another case": "pOTATO 감자",
      "full width": "Ｐｏｔａｔｏ 감자",
      decomposed: "Potato 감자".normalize("NFD"),
      "zero-width joiner": "Pot\u200Dato 감자",
      "zero-width non-joiner": "Potato 감\u200C자",
      "blanks around": "  Potato 감자 ",
      "a no-break space": "Potato\u00A0감자",
      "two blanks": "Potato  감자",
      "a Hangul filler": "Potato 감자\u3164",
      "a Braille blank": "Potato 감\u2800자",
      "a grapheme joiner": "Pota\u034Fto 감자",
      "a Cyrillic о and а": "P\u043Et\u0430to 감자",
      "a Greek capital Ρ": "\u03A1otato 감자",
      "a zero for an o": "P0tato 감자",
    };
    for (const [how, nickname] of Object.entries(lookAlikes)) {
      const { status, body } = await signUp({ username: "look.alike", nickname });
      expect([how, status, body.code]).toEqual([how, 409, "conflict"]);
    }
    expect((await signUp({ username: "look.alike", nickname: "Potato 고구마" })).status).toBe(201);
  });

  test("takes one of two who want the same name at once", async () => {
    const both = await Promise.all(
      ["동시에 하나", "동시에 둘"].map((nickname) => signUp({ username: "at.once", nickname })),
    );
    expect(both.map(({ status }) => String(status)).sort()).toEqual(["201", "409"]);
  });

  test.each(["abc", "a".repeat(21), "with space", "한글이름", "emoji🥔", "a\0bcd", "../../etc", ""])(
    "refuses %j as a username",
    async (username) => {
      const { status, body } = await signUp({ username });
      expect([status, body.code, body.errors[0].path]).toEqual([422, "invalid", "username"]);
    },
  );

  test("gives nobody a role, an id or a picture by asking for it", async () => {
    const wished = { id: "root", role: "owner", deleted: true, avatar: "x", intro: "hi", passwordHash: "x" };
    const { body } = await signUp({ username: "wishful", nickname: "소원이 많아", ...wished });
    expect(body).toEqual(signedIn);
    expect(body.user.id).not.toBe("root");
  });
});

describe("signing in", () => {
  beforeAll(() => openHouse());
  afterAll(() => house.close());

  test("answers as sign-up does, with the name in any case", async () => {
    const [ann] = await guests(1);
    const answer = await signIn({ username: ann.username.toUpperCase(), device: " 부엌 태블릿 " });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ ...signedIn, user: ann.user });
    expect(cookiesOf(answer)[0]).toStartWith("potato=");
    const app = await signIn({ username: ann.username, client: "app" });
    expect(app.body).toEqual({ ...signedIn, user: ann.user, ...ofAnApp });
    expect(cookiesOf(app)).toEqual([]);
  });

  test("answers a wrong name and a wrong password alike, but for the request's id", async () => {
    const [ann] = await guests(1);
    const tries = [
      { username: ann.username, password: "not the password" },
      { username: "nobody.at.all", password: "not the password" },
      { username: "no such name! 🥔", password: "not the password" },
      { username: "", password: "" },
    ];
    const answers = await Promise.all(tries.map(signIn));
    const [first] = answers;
    expect(first?.body).toMatchObject({ status: 401, code: "unauthenticated" });
    const shown = answers.map(({ status, body, headers }) => ({
      status,
      body,
      headers: settledHeaders(headers),
    }));
    for (const one of shown) expect(one).toEqual(shown[0] as (typeof shown)[0]);
  });

  test("takes as long for a wrong name as for a wrong password: both cost a hash", async () => {
    const [ann] = await guests(1);
    const timed = async (username: string) => {
      const before = performance.now();
      await signIn({ username, password: "not the password" });
      return performance.now() - before;
    };
    await timed("warm.up");
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 3; round++) {
      known.push(await timed(ann.username));
      unknown.push(await timed("nobody.at.all"));
    }
    // The fastest of each, since noise only adds time. Without a hash the ratio would be about thirty.
    const ratio = Math.min(...known) / Math.min(...unknown);
    expect(ratio).toBeGreaterThan(1 / 4);
    expect(ratio).toBeLessThan(4);
  });

  test("takes names and passwords as text, whatever they hold", async () => {
    const [ann] = await guests(1);
    const others: object[] = [
      { username: { $gt: "" } },
      { username: [ann.username] },
      { username: ann.username, password: { $ne: "" } },
      { username: ann.username, password: true },
      { username: null },
    ];
    for (const one of others) expect((await signIn(one)).status).toBe(422);
    for (const name of [`${ann.username}' --`, "' OR 1=1 --", `${ann.username} `]) {
      expect((await signIn({ username: name })).status).toBe(401);
    }
  });
});

describe("under https", () => {
  beforeAll(() => openHouse({ PUBLIC_URL: "https://potato.example" }));
  afterAll(() => house.close());

  test("the cookie is bound to this very host, and secure", async () => {
    const answer = await signUp({ username: "secure", nickname: "안전하게" });
    const [pair = "", ...attributes] = (cookiesOf(answer)[0] ?? "").split("; ");
    expect(pair).toStartWith("__Host-potato=");
    expect(attributes.toSorted()).toEqual([
      "HttpOnly",
      "Max-Age=5184000",
      "Path=/",
      "SameSite=Strict",
      "Secure",
    ]);
    const refreshed = await call("POST", "/api/sessions/refresh", {}, { cookie: pair });
    expect(refreshed.status).toBe(200);
    expect(cookiesOf(refreshed)[0]).toStartWith("__Host-potato=");
    // A neighbouring subdomain could have set a cookie without the prefix.
    const planted = (cookiesOf(refreshed)[0] ?? "").split(";")[0]?.replace("__Host-", "") ?? "";
    expect((await call("POST", "/api/sessions/refresh", {}, { cookie: planted })).status).toBe(401);
  });
});

/** Without the headers that are unique to a request. */
function settledHeaders(headers: Headers): Record<string, string> {
  const { "x-request-id": _id, date: _date, ...settled } = Object.fromEntries(headers);
  return settled;
}
