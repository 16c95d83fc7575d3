import { expect, test } from "bun:test";

import fc from "fast-check";

import { soundAddress, soundPath } from "./address";

test.each([
  ["/", "/"],
  ["/rooms/abc", "/rooms/abc"],
  ["/rooms/", "/rooms/"],
  ["/%EA%B0%90", "/%EA%B0%90"],
  ["/rooms/%", "/rooms/%25"],
  ["/rooms/%E0%A4%A", "/rooms/%25E0%25A4%25A"],
  ["/%FF/rooms", "/%25FF/rooms"],
  ["//x/", "/x/"],
  ["///", "/"],
  ["//evil.example//rooms", "/evil.example/rooms"],
])("%s is read as %s", (path, sound) => expect(soundPath(path)).toBe(sound));

test("every path can be decoded, is this site's own, and stays as it is from then on", () => {
  const piece = fc.constantFrom("/", "%", "%2", "%E0%A4", "%41", "a", "감", "..");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const sound = soundPath(`/${pieces.join("")}`);
      expect(() => decodeURI(sound)).not.toThrow();
      expect(sound).toMatch(/^\/(?!\/)/);
      expect(soundPath(sound)).toBe(sound);
    }),
  );
});

test("what follows the path stays, unless it cannot be decoded either", () => {
  expect(soundAddress({ pathname: "/a", search: "?q=%", hash: "#b" })).toBe("/a?q=%#b");
  expect(soundAddress({ pathname: "//a", search: "", hash: "#%" })).toBe("/a#%25");
});
