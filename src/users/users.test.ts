import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, Guest, guests, house, openHouse } from "../testing/people/guests";

let ann: Guest;
// Changes the same profile repeatedly.
let dora: Guest;

beforeAll(async () => {
  await openHouse();
  [ann, dora] = await guests(2);
});
afterAll(() => house.close());

const change = (guest: Guest, profile: object) => guest.call("PATCH", "/api/me", profile);
const find = (query: string) => ann.call("GET", `/api/users?${query}`);

async function named(nickname: string): Promise<Guest> {
  const [guest] = await guests(1);
  expect((await change(guest, { nickname })).status).toBe(200);
  return guest;
}

describe("my own face", () => {
  test("is what others see of me, and changes field by field", async () => {
    const [bob] = await guests(1);
    expect((await bob.call("GET", "/api/me")).body).toEqual({ user: bob.user, hideReads: false });
    const first = await change(bob, { intro: " 감자 먹는 중 ", status: "🥔" });
    const changed = { ...bob.user, intro: "감자 먹는 중", status: "🥔" };
    expect([first.status, first.body]).toEqual([200, { user: changed, hideReads: false }]);
    expect((await change(bob, { nickname: "밥 먹자" })).body.user).toEqual({
      ...changed,
      nickname: "밥 먹자",
    });
    expect((await change(bob, { intro: "" })).body.user).toEqual({
      ...changed,
      nickname: "밥 먹자",
      intro: "",
    });
    expect((await change(bob, {})).body.user).toEqual({ ...changed, nickname: "밥 먹자", intro: "" });
    const seen = (await ann.call("GET", `/api/users/${bob.id}`)).body.user;
    expect((await bob.call("GET", "/api/me")).body.user).toEqual(seen);
    expect(seen.nickname).toBe("밥 먹자");
  });

  test("takes no nickname that someone else has, and keeps the one it had", async () => {
    const [bob] = await guests(1);
    for (const nickname of [
      ann.user.nickname,
      ` ${ann.user.nickname} `,
      ann.user.nickname.normalize("NFD"),
    ]) {
      const { status, body } = await change(bob, { nickname, intro: "not this either" });
      expect([status, body.code]).toEqual([409, "conflict"]);
    }
    expect((await bob.call("GET", "/api/me")).body.user).toEqual(bob.user);
  });

  test("may change its own nickname's case and form", async () => {
    const bob = await named("Bob the Cook");
    expect((await change(bob, { nickname: "BOB the cook" })).body.user.nickname).toBe("BOB the cook");
  });

  test.each([
    ["intro", "가".repeat(60), 200],
    ["intro", "가".repeat(61), 422],
    ["intro", "👨‍👩‍👧‍👦".repeat(30), 200],
    ["status", "🥔".repeat(20), 200],
    ["status", "🥔".repeat(21), 422],
    ["status", "two\nlines", 422],
    ["intro", "turned \u202Eround", 422],
    ["intro", 7, 422],
    ["status", null, 422],
  ])("%s of %j is answered %d", async (field, value, expected) => {
    const { status, body } = await change(dora, { [field]: value });
    expect(status).toBe(expected);
    if (expected === 422) expect(body.errors[0].path).toBe(field);
  });

  test("cannot be given what is not for its owner to give", async () => {
    const [bob] = await guests(1);
    const wished = {
      id: ann.id,
      username: "root",
      deleted: true,
      avatar: "x",
      avatarUrl: "x",
      passwordHash: "x",
      createdAt: 0,
    };
    expect((await change(bob, wished)).body.user).toEqual(bob.user);
    expect(
      (await call("POST", "/api/sessions", { username: bob.username, password: Guest.password })).status,
    ).toBe(201);
  });
});

describe("a nickname", () => {
  const joined = "👨‍👩‍👧‍👦";

  test.each([
    ["two letters", "감자"],
    ["twenty letters", "가나다라마바사아자차카타파하거너더러머버"],
    ["twenty letters that come decomposed", "각".repeat(20).normalize("NFD")],
    ["two flags", "🇰🇷🇯🇵"],
    [
      "the flags of England and Scotland",
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    ],
    [
      "the flag of Wales, which is not that of Scotland",
      "감자 🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
    ],
    ["a black flag, which is neither", "감자 🏴"],
    ["emoji with joiners, which count as one each", joined + "🏳️‍🌈"],
    ["a script that needs its joiners", "श्री\u200Dमान"],
    ["letters with an accent", "Zoë"],
    ["letters with a stacked mark or two", "a\u0323\u0302b"],
  ])("may be %s", async (_what, nickname) => {
    const { user } = (await change(dora, { nickname })).body;
    expect(user?.nickname).toBe(nickname.normalize("NFC"));
  });

  test.each(["badminton", "시스템공학", "Adminka", "공식이 어려워", "Support Act", "the Operator 2", "감자"])(
    "may be %j",
    async (nickname) => {
      const [guest] = await guests(1);
      expect((await change(guest, { nickname })).body.user?.nickname).toBe(nickname);
    },
  );

  test.each([
    "admin",
    "A.D.M.I.N",
    "★ Ａｄｍｉｎ ★",
    "Ádmin",
    "Potato Chat",
    "potato-chat admin",
    "The Moderator",
    "System",
    "Official Team",
    "support",
    "Deleted user",
    "관리자",
    "관 리 자",
    "감자챗 운영진",
    "운영자님",
    "시스템",
    "공식 계정",
    "(알 수 없음)",
    "\u0430dmin",
    "\u0410DM\u0406N",
    "탈퇴한 사용자",
  ])("may not speak for the server, nor for nobody: %j", async (nickname) => {
    for (const form of [nickname, nickname.normalize("NFD"), ` ${nickname}`]) {
      const { status, body } = await change(dora, { nickname: form });
      expect([status, body.errors]).toEqual([
        422,
        [{ path: "nickname", message: expect.stringContaining("speaks for the server") }],
      ]);
      const draft = { username: "unlucky", password: Guest.password, nickname: form };
      expect((await call("POST", "/api/users", draft)).status).toBe(422);
    }
  });

  test("is nobody else's username, nor is a new username somebody's nickname; one's own may be both", async () => {
    const [bob, carol] = await guests(2);
    for (const nickname of [bob.username, bob.username.toUpperCase(), ` ${bob.username}`]) {
      expect((await change(carol, { nickname })).body.code).toBe("conflict");
      const draft = { username: "another.one", password: Guest.password, nickname };
      expect((await call("POST", "/api/users", draft)).body.code).toBe("conflict");
    }
    expect((await change(carol, { nickname: "Carrot.Cake" })).status).toBe(200);
    const draft = { username: "carrot.cake", password: Guest.password, nickname: "다른 이름" };
    expect((await call("POST", "/api/users", draft)).body.code).toBe("conflict");
    expect((await change(bob, { nickname: bob.username })).status).toBe(200);
    const same = { username: "same.name", password: Guest.password, nickname: "Same.Name" };
    expect((await call("POST", "/api/users", same)).status).toBe(201);
  });

  test("that is nobody's any more is free again, as a username, too", async () => {
    const [bob] = await guests(1);
    await change(bob, { nickname: "leaver.one" });
    await bob.call("DELETE", "/api/me", { password: Guest.password });
    const draft = { username: "leaver.one", password: Guest.password, nickname: bob.username };
    expect((await call("POST", "/api/users", draft)).status).toBe(201);
  });

  test.each([
    ["the Braille blank", "\u2800"],
    ["a Hangul filler", "\u3164"],
    ["the halfwidth filler", "\uFFA0"],
    ["jamo fillers", "\u115F\u1160"],
    ["variation selectors", "\uFE0F"],
    ["Mongolian selectors", "\u180B"],
    ["inherent vowels", "\u17B4"],
  ])("may not be %s, with one letter or without", async (_what, blank) => {
    for (const nickname of [blank.repeat(4), `a${blank.repeat(4)}`])
      expect([nickname, (await change(dora, { nickname })).status]).toEqual([nickname, 422]);
  });

  test.each([
    ["the object replacement character", "\uFFFC"],
    ["the null notehead", "\u{1D159}"],
    ["the Khitan filler", "\u{16FE4}"],
    ["blanks of hieroglyphs", "\u{13441}\u{13442}"],
    ["an annotation's anchor", "\uFFF9"],
    ["an invisible plus", "\u2064"],
    ["a musical control", "\u{1D173}"],
  ])("may neither be nor hold %s", async (_what, blank) => {
    for (const nickname of [blank.repeat(4), `po${blank}tato`, `${blank}potato`, `potato${blank}`])
      expect([nickname, (await change(dora, { nickname })).status]).toEqual([nickname, 422]);
  });

  test.each([
    ["one letter", "감"],
    ["one emoji with joiners", joined],
    ["one letter of two parts", "감".normalize("NFD")],
    ["twenty-one letters", "감".repeat(21)],
    ["blanks", "     "],
    ["wider blanks", "\u3000\u3000\u3000"],
    ["Hangul fillers, which draw nothing", "\u3164\u3164\u3164"],
    ["zero-width blanks", "\u200B\u200B\u200B"],
    ["joiners that join nothing", "\u200D\u200D\u200D"],
    ["a letter and joiners", "a\u200D\u200D\u200D"],
    ["a zero-width blank between letters", "po\u200Btato"],
    ["a byte order mark", "\uFEFFpotato\uFEFFx"],
    ["letters turned round", "\u202Eotatop"],
    ["letters isolated in another direction", "a\u2066bc\u2069"],
    ["a soft hyphen", "po\u00ADtato"],
    ["two lines", "two\nlines"],
    ["two lines by their own character", "two\u2028lines"],
    ["a tab", "po\ttato"],
    ["a bell", "po\u0007tato"],
    ["NUL", "po\0tato"],
    ["half of a character", "po\uD83Etato"],
    ["letters in invisible tags", `po${String.fromCodePoint(0xe0041)}tato`],
    ["a thousand marks on one letter", `ab${"\u0301".repeat(1000)}`],
    ["seventy code points in few letters", `ab${"\u0323".repeat(70)}`],
    ["fifteen families of seven code points", joined.repeat(15)],
  ])("may not be %s", async (_what, nickname) => {
    const { status, body } = await change(dora, { nickname });
    expect([status, body.errors[0].path]).toEqual([422, "nickname"]);
    const draft = { username: "unlucky", password: Guest.password, nickname };
    expect((await call("POST", "/api/users", draft)).status).toBe(422);
  });
});

describe("people by their ids", () => {
  test("come in the order asked, once each, the unknown left out", async () => {
    const [bob, carol] = await guests(2);
    const { body } = await find(`ids=${[carol.id, "nobody", bob.id, carol.id, "", "%00"].join(",")}`);
    expect(body).toEqual({ users: [carol.user, bob.user] });
    expect((await find("ids=")).body).toEqual({ users: [] });
  });

  test("name the deleted too, without anything that was theirs", async () => {
    const [bob] = await guests(1);
    await bob.call("DELETE", "/api/me", { password: Guest.password });
    const nothing = { username: "", nickname: "", intro: "", status: "", avatarUrl: null, deleted: true };
    expect((await find(`ids=${bob.id}`)).body.users).toEqual([{ id: bob.id, ...nothing }]);
  });

  test("are at most a hundred at a time", async () => {
    const ids = Array.from({ length: 101 }, () => crypto.randomUUID());
    expect((await find(`ids=${ids.slice(0, 100).join(",")}`)).body).toEqual({ users: [] });
    const { status, body } = await find(`ids=${ids.join(",")}`);
    expect([status, body.code, body.errors[0].path]).toEqual([422, "invalid", "ids"]);
  });

  test("one by one are found or not, and an id that cannot exist is not found either", async () => {
    expect((await ann.call("GET", `/api/users/${ann.id}`)).body).toEqual({
      user: (await ann.call("GET", "/api/me")).body.user,
    });
    const ids = [
      crypto.randomUUID(),
      "x",
      "a".repeat(300),
      "%00",
      "%FF",
      "null",
      "..%2F..",
      "%ED%A0%80",
      "'--",
      "__proto__",
    ];
    const answers = await Promise.all(ids.map((id) => ann.call("GET", `/api/users/${id}`)));
    for (const { status } of answers) expect(status).toBe(404);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });
});
