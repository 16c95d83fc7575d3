import { expect, test } from "bun:test";

import { dictionaryFor, regionFor } from "./languages";

test.each([
  ["ko-KR", "ko", "ko-KR"],
  ["ko", "ko", "ko"],
  ["KO-kr", "ko", "ko-KR"],
  ["kok-IN", "en", "en"],
  ["en-GB", "en", "en-GB"],
  ["en-US@posix", "en", "en-US"],
  ["en_US", "en", "en-US"],
  ["en_US.UTF-8", "en", "en-US"],
  ["ko_KR.UTF-8", "ko", "ko-KR"],
  ["C", "en", "en"],
  ["en-", "en", "en"],
  ["enough", "en", "en"],
  ["", "en", "en"],
  [undefined, "en", "en"],
  [null, "en", "en"],
  ["fr-FR", "en", "en"],
] as const)("a browser in %p gets %s, and dates as in %s", (tag, language, region) => {
  expect(dictionaryFor(tag)).toBe(language);
  expect(regionFor(tag, language)).toBe(region);
  expect(() => new Intl.DateTimeFormat(regionFor(tag, language)).format(0)).not.toThrow();
});

test("who chose the other language gets its dates", () => expect(regionFor("ko-KR", "en")).toBe("en"));
