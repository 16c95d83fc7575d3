import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { User } from "../protocol/user";
import { Guest, guests, house, openHouse } from "../testing/people/guests";

let ann: Guest;

beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
});
afterAll(() => house.close());

const find = (query: string) => ann.call("GET", `/api/users?${query}`);
const search = async (q: string) => (await find(`q=${encodeURIComponent(q)}`)).body.users as User[];
const nicknamesFor = async (q: string) => (await search(q)).map(({ nickname }) => nickname);
const fields = ["avatarUrl", "deleted", "id", "intro", "nickname", "status", "username"];
const rename = (guest: Guest, nickname: string) => guest.call("PATCH", "/api/me", { nickname });

async function named(nickname: string): Promise<Guest> {
  const [guest] = await guests(1);
  expect((await rename(guest, nickname)).status).toBe(200);
  return guest;
}

describe("a search", () => {
  test("finds by any part of a nickname or username, in any case and width", async () => {
    const bob = await named("Sweet Potato 왕");
    for (const q of [
      "Sweet",
      "weet pot",
      "POTATO 왕",
      "ｓｗｅｅｔ",
      "왕",
      `  ${bob.username.slice(2)} `,
      bob.username.toUpperCase(),
    ]) {
      expect([q, (await search(q)).map(({ id }) => id)]).toEqual([q, expect.arrayContaining([bob.id])]);
    }
    expect(await nicknamesFor("sweetpotato")).toEqual([]);
  });

  test("finds by initial consonants, also by some of them", async () => {
    await named("김민수");
    await named("박서연 팀장");
    for (const q of ["ㄱㅁㅅ", "ㅁㅅ", "ㄱㅁ"]) expect(await nicknamesFor(q)).toContain("김민수");
    for (const q of ["ㅂㅅㅇ ㅌㅈ", "ㅅㅇ ㅌ"]) expect(await nicknamesFor(q)).toEqual(["박서연 팀장"]);
    expect(await nicknamesFor("ㄱㅁㅅㅅ")).toEqual([]);
  });

  test("finds by half of a name, also where it comes decomposed", async () => {
    await named("최고은별");
    for (const q of ["고은", "고은".normalize("NFD"), "최고", "별"])
      expect(await nicknamesFor(q)).toEqual(["최고은별"]);
  });

  test("finds someone by their new nickname, and no longer by the old one", async () => {
    const bob = await named("묵은지찌개");
    await rename(bob, "새우젓국");
    expect(await nicknamesFor("묵은지")).toEqual([]);
    expect(await nicknamesFor("ㅁㅇㅈㅉㄱ")).toEqual([]);
    expect(await nicknamesFor("ㅅㅇㅈㄱ")).toEqual(["새우젓국"]);
  });

  test("takes what it looks for as text", async () => {
    await named("100%_확실");
    expect(await nicknamesFor("%_")).toEqual(["100%_확실"]);
    for (const q of ["' OR 1=1 --", "%", "_확", "*", "\\", "[a-z]", '"', "a".repeat(100)]) {
      expect((await find(`q=${encodeURIComponent(q)}`)).status).toBe(200);
    }
    expect(await nicknamesFor("' OR 1=1 --")).toEqual([]);
    expect(await nicknamesFor("%민%")).toEqual([]);
  });

  test.each([
    "q=",
    "q=%20%20",
    "",
    "q=%E2%80%8B",
    "q=a&limit=0",
    "q=a&limit=101",
    "q=a&limit=x",
    "q=a&cursor=nonsense",
    "q=a&cursor=W10",
  ])("?%s is refused as invalid", async (query) => expect((await find(query)).status).toBe(422));

  test("neither matches over the end of one field into the next, nor anything of the deleted", async () => {
    const gone = await named("사라질 사람");
    await gone.call("DELETE", "/api/me", { password: Guest.password });
    expect(await nicknamesFor("사라질")).toEqual([]);
    expect(await nicknamesFor("ㅅㄹㅈ")).toEqual([]);
    expect(await search(gone.username)).toEqual([]);
    expect((await find(`q=${encodeURIComponent("\n")}`)).status).toBe(422);
  });

  test("gives the seven fields of a user, and no other, whoever asks", async () => {
    const found = await search("guest");
    expect(found.length).toBeGreaterThan(5);
    for (const user of found) expect(Object.keys(user).toSorted()).toEqual(fields);
  });

  test("pages without repeat or gap, while others sign up and rename themselves in between", async () => {
    const people = await guests(13);
    const label = (nth: number) => `쪽수 ${String.fromCodePoint(0xac00 + nth * 700)}`;
    await Promise.all(people.map((one, nth) => rename(one, label(nth))));
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null; page++) {
      const { body }: Awaited<ReturnType<typeof find>> = await find(
        `q=${encodeURIComponent("쪽수")}&limit=3${cursor && `&cursor=${cursor}`}`,
      );
      expect(body.users.length).toBeLessThanOrEqual(3);
      seen.push(...body.users.map(({ id }: User) => id));
      cursor = body.cursor;
      // One user before and one after every position where a page can end.
      if (page < 3) await Promise.all([named(`쪽수 !${page}`), named(`쪽수 힣${page}`)]);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(people.map(({ id }) => id)));
    expect(seen).toHaveLength(people.length + 3);
  });

  test("pages past a name that grows when it is folded", async () => {
    await named("\uFDFA".repeat(19) + "가");
    await named("\uFDFA".repeat(19) + "나");
    const { body } = await find(`q=${encodeURIComponent("\uFDFA")}&limit=1`);
    const next = await find(`q=${encodeURIComponent("\uFDFA")}&limit=1&cursor=${body.cursor}`);
    expect([next.status, next.body.cursor]).toEqual([200, null]);
    expect(next.body.users[0].id).not.toBe(body.users[0].id);
  });
});
