import { afterAll, beforeAll, expect, test } from "bun:test";

import { verify } from "../../../db/verify";
import type { Attachment, Message } from "../../protocol/message";
import { call, house, openHouse } from "../../testing/people/guests";

// The demo's files are what they say they are, for those who may see them.

let token: string;
const held: { message: Message; file: Attachment }[] = [];

beforeAll(async () => {
  await openHouse({ DEMO: "1" });
  ({ accessToken: token } = (
    await call("POST", "/api/sessions", { username: "test1", password: "1234", client: "app" })
  ).body);
  const { rooms } = (await get("/api/rooms?limit=100")).body;
  for (const { id } of rooms) {
    const { messages } = (await get(`/api/rooms/${id}/files`)).body as { messages: Message[] };
    for (const message of messages) for (const file of message.attachments) held.push({ message, file });
  }
});
afterAll(() => house.close());

const headers = () => ({ authorization: `Bearer ${token}` });
const get = (path: string) => call("GET", path, undefined, headers());
const bytesOf = async ({ id }: Attachment, part = "") => {
  const answer = await fetch(`${house.url}/api/files/${id}${part}`, { headers: headers() });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.bytes());
};
const ofType = (start: string) => held.filter(({ file }) => file.mediaType.startsWith(start));

test("are five pictures, a voice message and a PDF, among words", () => {
  expect(["image/", "audio/", "application/pdf"].map((type) => ofType(type).length)).toEqual([5, 1, 1]);
  expect(held.every(({ message }) => message.text !== "")).toBeTrue();
});

test("the pictures are as large as they say, with a thumbnail and what is shown before it", async () => {
  for (const { file } of ofType("image/")) {
    const { width, height, format } = await new Bun.Image(await bytesOf(file)).metadata();
    expect({ width, height, mediaType: `image/${format}` }).toEqual({
      width: file.width!,
      height: file.height!,
      mediaType: file.mediaType,
    });
    expect((await new Bun.Image(await bytesOf(file, "/thumbnail")).metadata()).format).toBe("webp");
    expect(file.blurhash?.length).toBeGreaterThan(20);
  }
});

test("the voice is sound, as long as it says, with loud and quiet moments", async () => {
  const [{ file }] = ofType("audio/") as [(typeof held)[0]];
  const wav = await bytesOf(file);
  expect([wav.toString("latin1", 0, 4), wav.toString("latin1", 8, 16)]).toEqual(["RIFF", "WAVEfmt "]);
  expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
  expect(Math.round((wav.readUInt32LE(40) / wav.readUInt32LE(28)) * 1000)).toBe(file.durationMs!);
  const bars = [...Buffer.from(file.waveform!, "base64url")];
  expect([bars.length, Math.min(...bars)]).toEqual([64, 0]);
  expect(Math.max(...bars)).toBeGreaterThan(150);
});

test("the PDF has each of its objects where its table says", async () => {
  const [{ file }] = ofType("application/pdf") as [(typeof held)[0]];
  const text = (await bytesOf(file)).toString("latin1");
  const [, table] = /startxref\n(\d+)\n%%EOF\n$/.exec(text)!;
  expect(text.slice(Number(table))).toStartWith("xref\n0 7\n");
  const places = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, at]) => Number(at));
  expect(places.map((at) => text.slice(at, at + 7))).toEqual([1, 2, 3, 4, 5, 6].map((nth) => `${nth} 0 obj`));
  expect(text).toContain("(The compost calculator \\(yes, finally\\). It counts in kilos now.) Tj");
});

test("leave a store without a fault", async () => {
  expect((await Array.fromAsync(verify({ dir: house.dir }))).at(-1)).toEndWith(", 7 files: 0 breaks");
});
