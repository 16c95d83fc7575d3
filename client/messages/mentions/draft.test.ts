import { expect, test } from "bun:test";

import fc from "fast-check";

import type { User } from "../../../src/protocol/user";
import { lexed } from "../text/markdown/tokens";
import { createMentionDraft, mentionBefore } from "./draft";
import { mentionParts, withNames } from "./named";
import { mentionedIn } from "./tokens";

const idOf = (nth: number): string => `0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3${nth.toString(16)}`;
const people = ["민", "민수", "Ann", "Annabel", "민수", "감자 튀김", "@at", "👩‍👩‍👧"].map((nickname, nth) => ({
  id: idOf(nth),
  nickname,
  username: `user${nth}`,
}));
const known = (except: string[] = []) => ({
  find: (id: string) =>
    (except.includes(id) ? undefined : people.find((one) => one.id === id)) as User | undefined,
  nameOf: (id: string) => people.find((one) => one.id === id)?.nickname ?? "…",
});
const token = (nth: number): string => `<@${idOf(nth)}>`;

test("a field shows names, and gives tokens back", () => {
  const draft = createMentionDraft(known());
  expect(draft.decode(`${token(1)}님, <@all> ${token(2)}!`)).toBe("@민수님, @all @Ann!");
  expect(draft.encode("@민수님, @all @Ann!")).toBe(`${token(1)}님, <@all> ${token(2)}!`);
});

test("of two people with one name the second is named with the username", () => {
  const draft = createMentionDraft(known());
  expect([draft.labelOf(idOf(1)), draft.labelOf(idOf(4))]).toEqual(["민수", "민수(user4)"]);
  expect(draft.encode("@민수(user4)와 @민수")).toBe(`${token(4)}와 ${token(1)}`);
});

test("of names that begin alike the longest counts, and a longer word is no name", () => {
  const draft = createMentionDraft(known());
  for (const nth of [0, 1, 2]) draft.labelOf(idOf(nth));
  expect(draft.encode("@민수랑 @민")).toBe(`${token(1)}랑 ${token(0)}`);
  expect(draft.encode("@Annabel, @Ann, ann@Ann")).toBe(`@Annabel, ${token(2)}, ann${token(2)}`);
});

test("a name that was not chosen stays text, and so does whoever is not known yet", () => {
  const draft = createMentionDraft(known([idOf(2)]));
  expect(draft.encode("@민수 @ @@")).toBe("@민수 @ @@");
  expect(draft.decode(`${token(2)} ${token(1)}`)).toBe(`${token(2)} @민수`);
  expect(draft.encode(`${token(2)} @민수`)).toBe(`${token(2)} ${token(1)}`);
});

test("whatever is written between mentions comes back", () => {
  const pieces = fc.oneof(
    fc.nat(people.length - 1).map(token),
    fc.constantFrom(" ", ", ", "님 ", "!", "<", "> ", "메일 a b ", "\n", "**", "🥔"),
  );
  fc.assert(
    fc.property(fc.array(pieces), (all) => {
      const text = all.join("");
      const draft = createMentionDraft(known());
      expect(draft.encode(draft.decode(text))).toBe(text);
    }),
  );
});

test.each([
  ["@", { at: 0, query: "" }],
  ["안녕 @민", { at: 3, query: "민" }],
  ["안녕@민", { at: 2, query: "민" }],
  ["(@ㅁㅅ", { at: 1, query: "ㅁㅅ" }],
  ["@감자 튀", { at: 0, query: "감자 튀" }],
  ["ann@potato", undefined],
  ["@ 민", undefined],
  ["@민\n수", undefined],
  ["민", undefined],
])("before the end of %j is written %j", (text, expected) =>
  expect(mentionBefore(text, text.length)).toEqual(expected),
);

test("a text is shown with names, also inside marks; what is no token stays", () => {
  expect(withNames(`${token(1)} <@nobody> <@all>`, known())).toBe("@민수 <@nobody> @all");
  expect(mentionParts(`a ${token(1)}${token(2)} b`)).toEqual([
    { text: "a " },
    { text: token(1), id: idOf(1) },
    { text: token(2), id: idOf(2) },
    { text: " b" },
  ]);
  expect(mentionedIn(`${token(1)} ${token(1)} <@all>`)).toEqual([idOf(1), "all"]);
  for (const text of [`**${token(1)}**`, `- ${token(1)}`, `> ${token(1)}`, `_a_ ${token(1)}`])
    expect(JSON.stringify(lexed(text))).toContain(token(1));
});
