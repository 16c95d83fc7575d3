import { describe, expect, test } from "bun:test";

import { clientIdOf, idAt, idNumberAt, numberAt, roomAt, seqIn, textAt, textOf } from "./marks";

const strict = new TextDecoder("utf-8", { fatal: true });

describe("a text", () => {
  // In English and in Korean.
  test.each([0, 1, 4998, 4999])("of room %i has exactly the given number of bytes in UTF-8", (room) => {
    for (const bytes of [...Array.from({ length: 484 }, (_, more) => 17 + more), 9998, 9999, 10_000]) {
      const text = textOf(room, 12_345, bytes);
      const encoded = Buffer.from(text);
      expect(encoded).toHaveLength(bytes);
      // No letter was cut in half, which lenient decoding would hide.
      expect(strict.decode(encoded)).toBe(text);
      expect(text).not.toContain("\uFFFD");
      expect(JSON.stringify(text)).toHaveLength(text.length + 2);
    }
  });

  test("has a hundred bytes by default", () => {
    expect(Buffer.byteLength(textOf(7, 1))).toBe(100);
  });
});

describe("a mark is found again", () => {
  const roomId = "0a1b2c3d-0000-4000-8000-00000000000b";
  const heard = (room: number, number: number, seq: number) =>
    `{"type":"message.new","message":{"roomId":"${roomId}","seq":${seq},"clientId":"${clientIdOf(room, number, "tag")}","text":"${textOf(room, number)}"}}`;

  // The longer the seq, the later the mark: the offset changes each time, in both directions.
  const seqs = [1, 10, 1_000_000, 9, 99, 100, 8];

  test.each([
    [0, 0],
    [1, 7],
    [999_999, 99_999_999],
    [4242, 1_000_000],
  ])("room %i, number %i", (room, number) => {
    for (const seq of seqs) {
      // Not at the start of the buffer, and with another frame right after it.
      const frame = Buffer.from(heard(room, number, seq));
      const bytes = Buffer.concat([Buffer.from(".."), frame, Buffer.from(heard(3, 4, 5))]);
      const [from, to] = [2, 2 + frame.length];
      const text = textAt(bytes, from, to);
      expect([roomAt(bytes, text), numberAt(bytes, text)]).toEqual([room, number]);
      const id = idAt(bytes, from, to);
      expect([roomAt(bytes, id), idNumberAt(bytes, id)]).toEqual([room, number]);
    }
  });

  test("and not in a frame that has none, even if the next frame has one or the last offset lies in it", () => {
    const none = '{"type":"message.new","text":"hello","clientId":"client-1"}';
    const bytes = Buffer.from(none + heard(1, 2, 3));
    for (const place of [0, none.length]) {
      textAt(bytes, place, bytes.length);
      idAt(bytes, place, bytes.length);
      expect([textAt(bytes, 0, none.length), idAt(bytes, 0, none.length)]).toEqual([-1, -1]);
    }
  });

  test("and another id that begins alike is not mistaken for one", () => {
    const bytes = Buffer.from(`{"roomId":"b-room","clientId":"${clientIdOf(5, 6, "tag")}"}`);
    const at = idAt(bytes, 0, bytes.length);
    expect([roomAt(bytes, at), idNumberAt(bytes, at)]).toEqual([5, 6]);
  });
});

describe("a seq is found", () => {
  test.each([0, 7, 10, 123_456])("%i", (seq) => {
    for (const before of ["", "longer", "x"]) {
      const frame = `{"before":"${before}","seq":${seq},"text":"@@"}`;
      expect(seqIn(Buffer.from(`..${frame}..`), 2, 2 + frame.length)).toBe(seq);
    }
  });

  test("and none in a frame that has none, even if the next frame has one", () => {
    const none = '{"type":"message.new","text":"hello"}';
    expect(seqIn(Buffer.from(`${none}{"seq":1}`), 0, none.length)).toBeNaN();
  });
});
