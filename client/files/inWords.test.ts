import { beforeAll, expect, test } from "bun:test";

import type { Attachment } from "../../src/protocol/message";
import { showingKo } from "../i18n/showing/ko";
import * as inWords from "./inWords";
import { excerptInWords, filesInWords, learnFiles } from "./told";

const { lengthOf } = inWords;

beforeAll(() => {
  learnFiles(inWords);
});

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
  expect(filesInWords([picture])).toBe("Photo");
  expect(filesInWords([picture, picture, picture])).toBe("3 photos");
  expect(filesInWords([video])).toBe("Video");
  expect(filesInWords([picture, video])).toBe("2 files");
  expect(filesInWords([pdf])).toBe("회의록.pdf");
  expect(filesInWords([pdf, pdf])).toBe("2 files");
  expect(filesInWords([file("audio/webm", { waveform: "AAAA", durationMs: 12_300 })])).toBe(
    "Voice message 0:12",
  );
  expect(filesInWords([file("audio/mpeg", { name: "감자.mp3" })])).toBe("감자.mp3");
  expect(filesInWords([])).toBe("");
});

test("Korean counts pictures in 장", () => {
  expect([showingKo.image(1), showingKo.image(3), showingKo.video(2), showingKo.several(2)]).toEqual([
    "사진",
    "사진 3장",
    "동영상 2개",
    "파일 2개",
  ]);
});

test("a name cannot turn the line that it stands in", () => {
  expect(filesInWords([file("text/plain", { name: "\u202Egpj.exe" })])).toBe("gpj.exe");
  expect(filesInWords([file("text/plain", { name: "שלום.txt" })])).toBe("\u2068שלום.txt\u2069");
});

test("a quote without words is told by its first file", () => {
  expect(excerptInWords({ excerpt: "", mediaType: "image/gif" }, users)).toBe("Photo");
  expect(excerptInWords({ excerpt: "", mediaType: "audio/ogg", voice: true }, users)).toBe("Voice message");
  expect(excerptInWords({ excerpt: "", mediaType: "audio/mpeg", fileName: "song.mp3" }, users)).toContain(
    "song.mp3",
  );
  expect(
    excerptInWords({ excerpt: "", mediaType: "application/pdf", fileName: "plan.pdf" }, users),
  ).toContain("plan.pdf");
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
