import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const signUp = (username: string, nickname: string) =>
  call("POST", "/api/users", { username, nickname, password: Guest.password, client: "app" });
const check = (names: Record<string, string>) =>
  call("GET", `/api/users/availability?${new URLSearchParams(names)}`);
const taken = (...paths: string[]) => paths.map((path) => ({ path, message: "taken" }));

describe("a name that is taken", () => {
  test("is named by the sign-up, the username first", async () => {
    expect((await signUp("first.here", "먼저 온 감자")).status).toBe(201);
    const cases: [string, string, string[]][] = [
      ["First.Here", "다른 감자", ["username"]],
      ["another.one", "먼저  온 감자", ["nickname"]],
      ["first.here", "먼저 온 감자", ["username", "nickname"]],
      // Usernames and nicknames share one namespace.
      ["another.one", "FIRST.here", ["nickname"]],
    ];
    for (const [username, nickname, paths] of cases) {
      const { status, body } = await signUp(username, nickname);
      expect([username, nickname, status, body.code]).toEqual([username, nickname, 409, "conflict"]);
      expect(body.errors).toEqual(taken(...paths));
    }
  });

  test("is named by a change of my profile, too", async () => {
    const [ann, bob] = await guests(2);
    const { status, body } = await ann.call("PATCH", "/api/me", { nickname: bob.user.nickname });
    expect([status, body.errors]).toEqual([409, taken("nickname")]);
  });

  test("is named to one of two who want it at once", async () => {
    const both = await Promise.all(
      ["같은 순간 가", "같은 순간 나"].map((nickname) => signUp("same.moment", nickname)),
    );
    const refused = both.find(({ status }) => status === 409);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    expect(refused?.body.errors).toEqual(taken("username"));
  });
});

describe("a nickname", () => {
  test("that looks like another is taken, also where it differs in a letter of another script", async () => {
    const [ann] = await guests(1);
    await ann.call("PATCH", "/api/me", { nickname: "Ivan Petrov" });
    for (const nickname of [
      "Iv\u0430n P\u0435trov",
      "lvan Petrov",
      "\u0406v\u0430n Petr\u043Ev",
      "1VAN PETROV",
    ]) {
      expect((await check({ nickname })).body).toEqual({ nickname: "taken" });
      const { status, body } = await signUp("looks.alike", nickname);
      expect([nickname, status, body.errors]).toEqual([nickname, 409, taken("nickname")]);
    }
    // My own may come to look like itself, and another word is free.
    expect((await ann.call("PATCH", "/api/me", { nickname: "Iv\u0430n Petrov" })).status).toBe(200);
    expect((await check({ nickname: "Иван Петров" })).body).toEqual({ nickname: "free" });
  });

  test("is free again once nobody has it", async () => {
    const [ann] = await guests(1);
    await ann.call("PATCH", "/api/me", { nickname: "Short Lived" });
    await ann.call("DELETE", "/api/me", { password: Guest.password });
    expect((await check({ nickname: "Sh\u043Ert Lived" })).body).toEqual({ nickname: "free" });
  });
});

describe("the check of a name", () => {
  test("says of each what the sign-up would say", async () => {
    await signUp("checked.name", "확인한 감자");
    const answers: [Record<string, string>, object][] = [
      [{ username: "not.there.yet" }, { username: "free" }],
      [{ username: "CHECKED.name" }, { username: "taken" }],
      [{ username: "no" }, { username: "invalid" }],
      [{ username: "감자감자" }, { username: "invalid" }],
      [{ nickname: "확인한  감자" }, { nickname: "taken" }],
      [{ nickname: "checked.name" }, { nickname: "taken" }],
      [{ nickname: "관리자" }, { nickname: "invalid" }],
      [{ nickname: "가".repeat(21) }, { nickname: "invalid" }],
      [{ nickname: "" }, { nickname: "invalid" }],
      [
        { username: "checked.name", nickname: "새로운 감자" },
        { username: "taken", nickname: "free" },
      ],
    ];
    for (const [names, answer] of answers) {
      const { status, body } = await check(names);
      expect([names, status, body]).toEqual([names, 200, answer]);
    }
  });

  test("says nothing where nothing is asked, and refuses a length that nobody has", async () => {
    expect((await check({})).body).toEqual({});
    expect((await check({ username: "x".repeat(201) })).body.code).toBe("invalid");
  });

  test("says no value of its own and no other field", async () => {
    const { body, headers } = await check({ username: "plain.name", password: "x" });
    expect(body).toEqual({ username: "free" });
    expect(headers.get("cache-control")).toBe("no-store");
  });
});
