import { expect, test } from "bun:test";

import { changingEn } from "./changes/en";
import { changingKo } from "./changes/ko";
import { en } from "./en";
import { groupsEn } from "./groups/en";
import { groupsKo } from "./groups/ko";
import { keptEn } from "./kept/en";
import { keptKo } from "./kept/ko";
import { ko } from "./ko";
import { newcomerEn } from "./newcomer/en";
import { newcomerKo } from "./newcomer/ko";
import { noticesEn } from "./notices/en";
import { noticesKo } from "./notices/ko";
import { profilesEn } from "./profiles/en";
import { profilesKo } from "./profiles/ko";
import { pushEn } from "./push/en";
import { pushKo } from "./push/ko";
import { searchEn } from "./search/en";
import { searchKo } from "./search/ko";
import { sendingEn } from "./sending/en";
import { sendingKo } from "./sending/ko";
import { settingsEn } from "./settings/en";
import { settingsKo } from "./settings/ko";
import { shortcutsEn } from "./shortcuts/en";
import { shortcutsKo } from "./shortcuts/ko";
import { showingEn } from "./showing/en";
import { showingKo } from "./showing/ko";
import { updatesEn } from "./updates/en";
import { updatesKo } from "./updates/ko";

// The style that every sentence keeps to, in both languages.

const laterEn = {
  changingEn,
  groupsEn,
  keptEn,
  newcomerEn,
  noticesEn,
  pushEn,
  profilesEn,
  searchEn,
  sendingEn,
  settingsEn,
  shortcutsEn,
  showingEn,
  updatesEn,
};
const laterKo = {
  changingKo,
  groupsKo,
  keptKo,
  newcomerKo,
  noticesKo,
  pushKo,
  profilesKo,
  searchKo,
  sendingKo,
  settingsKo,
  shortcutsKo,
  showingKo,
  updatesKo,
};

const NAMES = ["감자", "감", "Ann", "테스트1"];

/** Every text of a dictionary, by its key. Functions are called with names, or with lists of names. */
function textsOf(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === "string") return [[at, value]];
    if (typeof value === "object" && value !== null) return textsOf(value, at);
    return isTextOf(value) ? [[at, value(NAMES[0]!, NAMES[1]!)]] : [];
  });
}

// These take lists or numbers; what they say is shown below.
const OTHERS = new Set<unknown>([en.named, ko.named, en.typing, ko.typing, en.tooLong, ko.tooLong]);
const isTextOf = (value: unknown): value is (...names: string[]) => string =>
  typeof value === "function" && !OTHERS.has(value);

test("English says chat, never room, and uses no word of the protocol", () => {
  const wrong = textsOf({ ...en, ...laterEn }).filter(([, text]) =>
    /\b(rooms?|direct chat|member list|payload)\b/iu.test(text),
  );
  expect(wrong).toEqual([]);
});

test("Korean ends its sentences in 해요체", () => {
  const wrong = textsOf({ ...ko, ...laterKo }).filter(([, text]) =>
    /(니다|시오|하라|한다)[.!?]?$/u.test(text),
  );
  expect(wrong).toEqual([]);
});

test("Korean particles fit whatever name stands before them", () => {
  const { created, joined, invited, left, removed, role, ...others } = ko;
  const listed = [created, joined, invited, left, removed, role];
  const bare = Object.values({
    ...others,
    ...ko.people,
    ...ko.groups,
    ...groupsKo,
    ...newcomerKo,
    ...settingsKo,
  }).filter(isTextOf);
  for (const name of NAMES) {
    const fits = (text: string) =>
      expect(text).not.toMatch(new RegExp(`${name}(은|는|이|가|을|를|과|와|으로|로)(?![가-힣])`, "u"));
    for (const say of bare) fits(say(name, name));
    // These are given names from `named`, which ends them all alike.
    for (const say of listed) fits(say(ko.named([name], 0), ko.named([name], 0)));
  }
});

test("lists of names read as people write them", () => {
  expect(en.named(["Ann"], 0)).toBe("Ann");
  expect(en.named(["Ann", "Bob"], 0)).toBe("Ann and Bob");
  expect(en.named(["Ann", "Bob", "Cat"], 2)).toBe("Ann, Bob, Cat and 2 others");
  expect(en.invited("Ann", en.named(["Bob"], 1))).toBe("Ann added Bob and 1 other.");
  expect(ko.invited("감자", ko.named(["감"], 0))).toBe("감자님이 감님을 초대했어요.");
  expect(ko.role(ko.named(["감", "자"], 3), ko.roles.admin)).toBe("감님, 자님 외 3명이 관리자가 되었어요.");
});
