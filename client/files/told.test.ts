import { beforeAll, expect, test } from "bun:test";

import type { Attachment } from "../../src/protocol/message";
import { loadWords } from "../i18n/words";
import { excerptInWords, filesInWords, lengthOf } from "./told";

beforeAll(() => loadWords("ko"));

const file = (mediaType: string, more: Partial<Attachment> = {}): Attachment => ({
  id: mediaType,
  name: "회의록.pdf",
  mediaType,
  size: 1,
  hasThumbnail: false,
  ...more,
});
const [picture, video, pdf] = [file("image/png"), file("video/mp4"), file("application/pdf")];
const users = { nameOf: (id: string) => id };

test("files are told by what they are, as many as there are", () => {
  expect(filesInWords([picture])).toBe("사진");
  expect(filesInWords([picture, picture, picture])).toBe("사진 3장");
  expect(filesInWords([video])).toBe("동영상");
  expect(filesInWords([picture, video])).toBe("파일 2개");
  expect(filesInWords([pdf])).toBe("회의록.pdf");
  expect(filesInWords([pdf, pdf])).toBe("파일 2개");
  expect(filesInWords([file("audio/webm", { waveform: "AAAA", durationMs: 12_300 })])).toBe(
    "음성 메시지 0:12",
  );
  expect(filesInWords([file("audio/mpeg", { name: "감자.mp3" })])).toBe("감자.mp3");
  expect(filesInWords([])).toBe("");
});

test("a name cannot turn the line that it stands in", () => {
  expect(filesInWords([file("text/plain", { name: "\u202Egpj.exe" })])).toBe("gpj.exe");
  expect(filesInWords([file("text/plain", { name: "שלום.txt" })])).toBe("\u2068שלום.txt\u2069");
});

test("a quote without words is told by its first file", () => {
  expect(excerptInWords({ excerpt: "", mediaType: "image/gif" }, users)).toBe("사진");
  expect(excerptInWords({ excerpt: "", mediaType: "audio/ogg" }, users)).toBe("오디오");
  expect(excerptInWords({ excerpt: "말", mediaType: "image/gif" }, users)).toBe("말");
  expect(excerptInWords({ excerpt: "" }, users)).toBe("");
});

test("lengths are read as clocks", () => {
  expect([0, 400, 59_600, 61_000, 3_723_000].map(lengthOf)).toEqual([
    "0:00",
    "0:00",
    "1:00",
    "1:01",
    "1:02:03",
  ]);
});
