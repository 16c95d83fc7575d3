import { expect, test } from "bun:test";

import fc from "fast-check";

import { addressOf, faceOf, iconOf } from "./face";
import { type Mood, moodOf, unreadIn } from "./mood";

const moods: Mood[] = ["plain", "steaming", "shut", "asleep"];

const QUIET = { unread: 0, isMarked: false, isMuted: false };

test("it steams while something is unread, and sleeps offline, whatever is unread", () => {
  expect(moodOf(unreadIn([]), false)).toBe("plain");
  expect(moodOf(unreadIn([QUIET]), false)).toBe("plain");
  expect(moodOf(unreadIn([QUIET, { ...QUIET, unread: 3 }]), false)).toBe("steaming");
  expect(moodOf(unreadIn([{ ...QUIET, unread: 3 }]), true)).toBe("asleep");
  expect(moodOf(unreadIn([QUIET]), true)).toBe("asleep");
});

test("its eyes are shut while all that is unread is in muted rooms", () => {
  const muted = { ...QUIET, unread: 40, isMuted: true };
  expect(moodOf(unreadIn([muted, QUIET]), false)).toBe("shut");
  expect(moodOf(unreadIn([muted, { ...QUIET, unread: 1 }]), false)).toBe("steaming");
});

test("a room that is marked as unread counts as one message, and once", () => {
  expect(unreadIn([{ ...QUIET, isMarked: true }])).toEqual({ all: 1, loud: 1 });
  expect(unreadIn([{ unread: 5, isMarked: true, isMuted: true }])).toEqual({ all: 5, loud: 0 });
});

test("whatever the rooms, it is plain only if nothing is unread, and steams only for rooms that are not muted", () => {
  const room = fc.record({ unread: fc.nat(3), isMarked: fc.boolean(), isMuted: fc.boolean() });
  fc.assert(
    fc.property(fc.array(room), (rooms) => {
      const isUnread = ({ unread, isMarked }: typeof QUIET) => unread > 0 || isMarked;
      const mood = moodOf(unreadIn(rooms), false);
      expect(mood === "plain").toBe(!rooms.some(isUnread));
      expect(mood === "steaming").toBe(rooms.some((one) => isUnread(one) && !one.isMuted));
    }),
  );
});

test("each mood has a face of its own: a small picture that is whole, and loads nothing", () => {
  const icon = (mood: Mood) => iconOf(mood, 3);
  for (const draw of [faceOf, icon]) expect(new Set(moods.map(draw)).size).toBe(moods.length);
  for (const picture of moods.flatMap((mood) => [faceOf(mood), icon(mood)])) {
    expect(picture.length).toBeLessThan(2000);
    expect(picture.match(/<(path|circle)\b[^>]*[^/]>/g)).toBeNull();
    expect(picture.match(/<g\b/g)?.length).toBe(picture.match(/<\/g>/g)?.length);
    expect(picture).not.toMatch(/undefined|NaN|href|url\(|<script|<style/);
    expect(decodeURIComponent(addressOf(picture))).toBe(`data:image/svg+xml,${picture}`);
    expect(addressOf(picture)).not.toMatch(/[#<>"\s]/);
  }
});

test("the tab's icon has the number of what is unread, as far as there is room for it", () => {
  const numberIn = (picture: string) => /<text\b[^>]*>([^<]*)<\/text>/.exec(picture)?.[1];
  expect([1, 9, 10, 1200].map((loud) => numberIn(iconOf("steaming", loud)))).toEqual(["1", "9", "9+", "9+"]);
  for (const mood of moods) if (mood !== "steaming") expect(numberIn(iconOf(mood, 3))).toBeUndefined();
});

test("the plain one is the icon that the page loads with", async () => {
  const icon = await Bun.file(new URL("../../public/potato.svg", import.meta.url)).text();
  const shapes = (svg: string) =>
    [...svg.matchAll(/ (?:d|cx|cy|r)="([^"]+)"/g)].map(([, value = ""]) => value);
  const round = (values: string[]) => new Set(values.map((value) => value.replace(/\.(\d)0*$/, ".$1")));
  expect(round(shapes(faceOf("plain")))).toEqual(round(shapes(icon)));
});
