import { expect, test } from "bun:test";

import { cutName, sizeOf, typeOf } from "./names";

test("a long name is cut in the middle: its extension stays", () => {
  expect(cutName("short.pdf")).toEqual(["short.pdf", ""]);
  expect(cutName("the minutes of our last meeting.docx")).toEqual([
    "the minutes of our last mee",
    "ting.docx",
  ]);
  expect(cutName("우리 동네 감자 농사 십 년 기록 모음집.hwpx")[1]).toBe("모음집.hwpx".padStart(9, " "));
  // No extension at all, and one that is none.
  expect(cutName("a-name-without-an-extension")).toEqual(["a-name-without-an-e", "xtension"]);
  expect(cutName("v1.2-of-what-we-agreed-on")[1]).toBe("greed-on");
});

test("no emoji and no syllable is cut in two", () => {
  const [start, end] = cutName(`${"👨‍👩‍👧‍👦".repeat(20)}.png`);
  expect(start).toBe("👨‍👩‍👧‍👦".repeat(16));
  expect(end).toBe(`${"👨‍👩‍👧‍👦".repeat(4)}.png`);
});

test("a name that turns the direction shows what it is", () => {
  expect(cutName("holiday\u202Egpj.exe").join("")).toBe("holidaygpj.exe");
  expect(typeOf({ name: "holiday\u202Egpj.exe", mediaType: "application/x-msdownload" })).toBe("EXE");
});

test("the type is the extension, else what the content is", () => {
  expect(typeOf({ name: "a.b.Pdf", mediaType: "application/pdf" })).toBe("PDF");
  expect(typeOf({ name: "README", mediaType: "text/plain" })).toBe("PLAIN");
  expect(typeOf({ name: "x.", mediaType: "application/octet-stream" })).toBe("OCTET-STREAM");
});

test("sizes have a unit that fits", () => {
  const sizes = [1, 999, 1000, 1_234_567, 104_857_600, 5_300_000_000];
  expect(sizes.map((bytes) => sizeOf(bytes, "en"))).toEqual([
    "1 byte",
    "999 bytes",
    "1 kB",
    "1.2 MB",
    "104.9 MB",
    "5.3 GB",
  ]);
  expect(sizeOf(1_234_567, "ko")).toBe("1.2MB");
});
