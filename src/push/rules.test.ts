import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Quiet } from "../protocol/user";
import { isQuiet } from "./quiet";
import type { Tellable } from "./rules";
import { tellingOf } from "./service";

const at = (iso: string): number => Date.parse(iso);
const [ME, ANN] = ["0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b", "0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3c"];

type Change = {
  message?: Partial<Tellable["message"]>;
  member?: Partial<Tellable["member"]>;
  settings?: Partial<Tellable["settings"]>;
} & Partial<Pick<Tellable, "isAnswer" | "hasBlocked" | "now">>;

function tellable({ message, member, settings, ...own }: Change = {}): Tellable {
  const plain = { seq: 8, kind: "text", authorId: ANN, text: "감자 먹자", mentions: [] } as const;
  return {
    message: { ...plain, mentions: [], hiddenFrom: null, deletedAt: null, ...message },
    member: { userId: ME, floor: 0, notify: "all", notifyUntil: null, ...member },
    settings: { quiet: null, keywords: [], ...settings },
    isAnswer: false,
    hasBlocked: false,
    now: at("2026-11-30T12:00Z"),
    ...own,
  };
}

const always: Quiet = { from: "00:00", to: "00:00", timeZone: "UTC", days: [0, 1, 2, 3, 4, 5, 6] };
const later = at("2026-11-30T12:01Z");
const earlier = at("2026-11-30T11:59Z");
const mention = { mentions: [ME], text: `<@${ME}> 감자` };
const onlyMentions = { notify: "mentions" } as const;
const none = { notify: "none" } as const;
// "yes", "no", or "mention" where it is told of as one.
const cases: [string, Change, "yes" | "no" | "mention"][] = [
  ["a message", {}, "yes"],
  ["a mention", { message: mention }, "mention"],
  ["a mention of all", { message: { mentions: ["all"] } }, "mention"],
  ["a mention of another", { message: { mentions: [ANN] } }, "yes"],
  ["my own", { message: { authorId: ME } }, "no"],
  ["my own that mentions all", { message: { authorId: ME, mentions: ["all"] } }, "no"],
  ["one of the system", { message: { kind: "system" } }, "no"],
  ["one that is hidden from me", { message: { hiddenFrom: ME } }, "no"],
  ["one that is hidden from another", { message: { hiddenFrom: ANN } }, "yes"],
  ["one that was deleted meanwhile", { message: { deletedAt: earlier } }, "no"],
  ["by someone I block", { hasBlocked: true, message: mention }, "no"],
  ["before I joined", { member: { floor: 8 }, message: mention }, "no"],
  ["the first after I joined", { member: { floor: 7 } }, "yes"],
  ["muted", { member: none, message: mention, isAnswer: true, settings: { keywords: ["감자"] } }, "no"],
  ["muted until later", { member: { ...none, notifyUntil: later } }, "no"],
  ["muted until a minute ago", { member: { ...none, notifyUntil: earlier } }, "yes"],
  ["mentions only, no mention", { member: onlyMentions }, "no"],
  ["mentions only, a mention", { member: onlyMentions, message: mention }, "mention"],
  ["mentions only, all", { member: onlyMentions, message: { mentions: ["all"] } }, "mention"],
  ["mentions only, an answer", { member: onlyMentions, isAnswer: true }, "yes"],
  ["mentions only, a keyword", { member: onlyMentions, settings: { keywords: ["감자"] } }, "yes"],
  ["mentions only, no keyword", { member: onlyMentions, settings: { keywords: ["고구마"] } }, "no"],
  [
    "a keyword in another case and form",
    { member: onlyMentions, settings: { keywords: ["BÄR"] }, message: { text: "ba\u0308rig" } },
    "yes",
  ],
  [
    "decomposed Hangul",
    { member: onlyMentions, settings: { keywords: ["감자"] }, message: { text: "감자".normalize("NFD") } },
    "yes",
  ],
  [
    "a keyword that is only in an id",
    {
      member: onlyMentions,
      settings: { keywords: ["0193"] },
      message: { text: `<@${ANN}>`, mentions: [ANN] },
    },
    "no",
  ],
  ["quiet", { settings: { quiet: always }, message: mention }, "no"],
  ["no longer quiet", { settings: { quiet: { ...always, to: "12:00" } } }, "yes"],
  ["mentions only for an hour, over", { member: { ...onlyMentions, notifyUntil: earlier } }, "yes"],
];

test.each(cases)("%s", (_, change, expected) => {
  const { isTold, isMention } = tellingOf(tellable(change));
  expect(isMention ? "mention" : isTold ? "yes" : "no").toBe(expected);
});

const anything = fc.record({
  message: fc.record({
    seq: fc.nat(20),
    kind: fc.constantFrom("text" as const, "system" as const),
    authorId: fc.constantFrom(ME, ANN),
    text: fc.string({ unit: "grapheme" }),
    mentions: fc.subarray([ME, ANN, "all"]),
    hiddenFrom: fc.constantFrom(null, ME, ANN),
    deletedAt: fc.constantFrom(null, earlier),
  }),
  member: fc.record({
    userId: fc.constant(ME),
    floor: fc.nat(20),
    notify: fc.constantFrom("all" as const, "mentions" as const, "none" as const),
    notifyUntil: fc.constantFrom(null, earlier, later),
  }),
  settings: fc.record({
    quiet: fc.constantFrom(null, always),
    keywords: fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { maxLength: 3 }),
  }),
  isAnswer: fc.boolean(),
  hasBlocked: fc.boolean(),
  now: fc.constant(at("2026-11-30T12:00Z")),
});

describe("whatever it is", () => {
  test("who is told is the one whom it is for, and a mention is told of", () =>
    fc.assert(
      fc.property(anything, (one) => {
        const { isTold, isMention } = tellingOf(one);
        if (isMention) expect(isTold).toBe(true);
        if (!isTold) return;
        expect([one.message.authorId, one.hasBlocked, one.message.kind]).toEqual([ANN, false, "text"]);
        expect(one.message.seq).toBeGreaterThan(one.member.floor);
      }),
    ));

  test("to ask for less never brings more", () =>
    fc.assert(
      fc.property(anything, (one) => {
        const asking = (notify: "all" | "mentions" | "none") =>
          tellingOf({ ...one, member: { ...one.member, notify, notifyUntil: null } }).isTold;
        const [all, some, nothing] = [asking("all"), asking("mentions"), asking("none")];
        expect(nothing).toBe(false);
        if (some) expect(all).toBe(true);
        const isQuieter = tellingOf({ ...one, settings: { ...one.settings, quiet: always } }).isTold;
        expect(isQuieter).toBe(false);
      }),
    ));
});

describe("quiet hours", () => {
  const night: Quiet = { from: "22:00", to: "07:00", timeZone: "Asia/Seoul", days: [0, 1, 2, 3, 4, 5, 6] };
  const berlin: Quiet = { ...night, from: "02:30", to: "05:00", timeZone: "Europe/Berlin" };
  const table: [string, Quiet, string, boolean][] = [
    ["before they begin", night, "2026-11-30T21:59:59+09:00", false],
    ["as they begin", night, "2026-11-30T22:00+09:00", true],
    ["at midnight", night, "2026-12-01T00:00+09:00", true],
    ["before they end", night, "2026-12-01T06:59:59+09:00", true],
    ["as they end", night, "2026-12-01T07:00+09:00", false],
    ["at noon", { ...night, from: "12:00", to: "13:00" }, "2026-12-01T12:30+09:00", true],
    ["after noon", { ...night, from: "12:00", to: "13:00" }, "2026-12-01T13:00+09:00", false],
    // 30 November 2026 is a Monday.
    ["the night from Monday on", { ...night, days: [1] }, "2026-12-01T06:00+09:00", true],
    ["not that of Tuesday", { ...night, days: [1] }, "2026-12-01T23:00+09:00", false],
    ["not that of Sunday, on Monday", { ...night, days: [1] }, "2026-11-30T06:00+09:00", false],
    ["over the end of a week", { ...night, days: [6] }, "2026-12-06T03:00+09:00", true],
    ["on no day", { ...night, days: [] }, "2026-12-01T00:00+09:00", false],
    ["a whole day, its begin", { ...night, to: "22:00", days: [1] }, "2026-11-30T22:00+09:00", true],
    ["a whole day, its end", { ...night, to: "22:00", days: [1] }, "2026-12-01T21:59+09:00", true],
    ["a whole day, after it", { ...night, to: "22:00", days: [1] }, "2026-12-01T22:00+09:00", false],
    // Half past two is left out: the clock goes from 1:59 to 3:00.
    ["put forward, before", berlin, "2027-03-28T00:59:59Z", false],
    ["put forward, after", berlin, "2027-03-28T01:00Z", true],
    ["put forward, the end", berlin, "2027-03-28T03:00Z", false],
    // Half past two comes twice: the clock goes from 2:59 back to 2:00.
    ["put back, the first half past two", berlin, "2026-10-25T00:30Z", true],
    ["put back, two o'clock again", berlin, "2026-10-25T01:00Z", false],
    ["put back, half past two again", berlin, "2026-10-25T01:30Z", true],
    ["put back, the end", berlin, "2026-10-25T04:00Z", false],
    ["on the other side of the date line", { ...night, timeZone: "Pacific/Apia" }, "2026-11-30T09:00Z", true],
    ["half an hour aside", { ...night, timeZone: "Asia/Kolkata" }, "2026-11-30T16:30Z", true],
  ];
  test.each(table)("%s", (_, quiet, time, expected) => expect(isQuiet(quiet, at(time))).toBe(expected));

  test("each week they are as long as they say, where no clock is changed", () => {
    const clock = fc.integer({ min: 0, max: 95 });
    const days = fc.subarray([0, 1, 2, 3, 4, 5, 6]);
    const zone = fc.constantFrom("Asia/Seoul", "Asia/Kathmandu", "America/Bogota", "Pacific/Kiritimati");
    const written = (quarter: number) =>
      `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
    fc.assert(
      fc.property(clock, clock, days, zone, (from, to, on, timeZone) => {
        const quiet = { from: written(from), to: written(to), timeZone, days: on };
        const quarters = Array.from({ length: 7 * 96 }, (_, nth) => at("2026-11-30T00:00Z") + nth * 900_000);
        const length = from < to ? to - from : to + 96 - from;
        expect(quarters.filter((one) => isQuiet(quiet, one))).toHaveLength(length * on.length);
      }),
      { numRuns: 40 },
    );
  });
});
