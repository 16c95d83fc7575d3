// RFC 6455, valid and invalid, over raw connections, frame by frame. A violation closes the connection with the RFC's code
// and does not affect other sockets.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { type Guest, guests, house, type Line, openHouse, within } from "../testing/people/guests";
import { Raw, upgrade } from "../testing/wire/raw";
import { encoded, type Frame6455, opcodes } from "../testing/wire/rfc6455";

const { continuation, text, binary, close, ping, pong } = opcodes;
const PING = JSON.stringify({ type: "ping", n: 7 });
const [HEAD, TAIL] = [PING.slice(0, 9), PING.slice(9)];
const LIMIT = 64 * 1024;

let me: Guest;
let witness: Line;
let raw: Raw;

beforeAll(async () => {
  await openHouse();
  [me] = await guests(1);
  witness = await me.socket();
});
beforeEach(async () => {
  raw = await Raw.webSocket();
  raw.say({ type: "hello", token: me.token });
  expect(await raw.frame()).toMatchObject({ type: "welcome" });
});
afterEach(async () => {
  raw.close();
  // The other socket is still open.
  await witness.fence();
});
afterAll(() => house.close());

const send = (...frames: Frame6455[]) => raw.write(Buffer.concat(frames.map(encoded)));
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const closing = (code: number, reason: string | number[] = "") => bytes([code >> 8, code & 255], reason);

/** A ping of exactly this many bytes. */
function pingOf(size: number): string {
  const empty = JSON.stringify({ type: "ping", n: 7, filler: "" });
  return empty.replace('""', `"${"x".repeat(size - empty.length)}"`);
}

async function isAnswered(): Promise<void> {
  expect(await raw.frame()).toEqual({ type: "pong", n: 7 });
}

/** Failed with this code, and closed without waiting for the peer. */
async function failsWith(code: number): Promise<void> {
  const end = await within(2000, raw.next());
  expect([end?.opcode, end?.body.readUInt16BE(0)]).toEqual([close, code]);
  await within(2000, raw.ended);
  expect(await raw.next()).toBeNull();
}

describe("a message in fragments", () => {
  test.each<[string, Frame6455[]]>([
    [
      "two",
      [
        { opcode: text, body: HEAD, fin: false },
        { opcode: continuation, body: TAIL },
      ],
    ],
    [
      "one for each byte",
      [...PING].map((body, at) => ({
        opcode: at === 0 ? text : continuation,
        body,
        fin: at === PING.length - 1,
      })),
    ],
    [
      "the first empty",
      [
        { opcode: text, fin: false },
        { opcode: continuation, body: PING },
      ],
    ],
    ["the last empty", [{ opcode: text, body: PING, fin: false }, { opcode: continuation }]],
    [
      "a thousand empty ones",
      [
        { opcode: text, fin: false },
        ...Array.from({ length: 1000 }, () => ({ opcode: continuation, fin: false })),
        { opcode: continuation, body: PING },
      ],
    ],
  ])("(%s) is one message", async (_, frames) => {
    send(...frames);
    await isAnswered();
  });

  test("that meet within a letter is one message", async () => {
    const [ann, room] = [me, await me.group("한 글자")];
    const said = bytes(
      JSON.stringify({ type: "message.send", roomId: room.id, clientId: "in-halves", text: "감자" }),
    );
    const half = said.indexOf("감") + 1;
    send(
      { opcode: text, body: said.subarray(0, half), fin: false },
      { opcode: continuation, body: said.subarray(half) },
    );
    expect(await raw.frame()).toMatchObject({ type: "room.joined" });
    expect(await raw.frame()).toMatchObject({ type: "message.new" });
    expect(await raw.frame()).toMatchObject({ type: "message.sent" });
    expect((await ann.history(room)).messages.at(-1).text).toBe("감자");
  });

  test("lets control frames through between them, and answers these at once", async () => {
    send({ opcode: text, body: HEAD, fin: false }, { opcode: ping, body: "between" });
    expect(await raw.next()).toEqual({ opcode: pong, body: bytes("between") });
    send(
      { opcode: continuation, fin: false },
      { opcode: pong, body: "unasked" },
      { opcode: continuation, body: TAIL },
    );
    await isAnswered();
  });

  test("that has not ended is not heard, and its sender may go", async () => {
    send({ opcode: text, body: PING, fin: false }, { opcode: close, body: closing(1000) });
    expect(await raw.next()).toEqual({ opcode: close, body: closing(1000) });
    await within(2000, raw.ended);
  });

  test.each<[string, Frame6455[]]>([
    ["a continuation of nothing", [{ opcode: continuation, body: PING }]],
    ["a continuation of nothing that goes on", [{ opcode: continuation, body: PING, fin: false }]],
    [
      "new text inside",
      [
        { opcode: text, body: HEAD, fin: false },
        { opcode: text, body: PING },
      ],
    ],
    [
      "new text inside, in fragments too",
      [
        { opcode: text, body: HEAD, fin: false },
        { opcode: text, body: PING, fin: false },
      ],
    ],
    [
      "new bytes inside",
      [
        { opcode: text, body: HEAD, fin: false },
        { opcode: binary, body: PING },
      ],
    ],
  ])("is not: %s", async (_, frames) => {
    send(...frames);
    await failsWith(1002);
  });

  test("is not: a continuation of what has ended", async () => {
    send({ opcode: text, body: PING }, { opcode: continuation, body: PING });
    await isAnswered();
    await failsWith(1002);
  });
});

describe("what is reserved ends the connection", () => {
  // No extension was negotiated, so no reserved bit is allowed; RSV1 would be permessage-deflate's.
  test.each([1, 2, 3, 4, 5, 6, 7])("bits %d", async (reserved) => {
    send({ opcode: text, body: PING, reserved });
    await failsWith(1002);
  });

  test("a bit of a control frame", async () => {
    send({ opcode: ping, body: "x", reserved: 4 });
    await failsWith(1002);
  });

  test("a bit of a continuation", async () => {
    send({ opcode: text, body: HEAD, fin: false }, { opcode: continuation, body: TAIL, reserved: 4 });
    await failsWith(1002);
  });

  test.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])("opcode %d", async (opcode) => {
    send({ opcode, body: PING });
    await failsWith(1002);
  });
});

describe("a frame without a mask ends the connection", () => {
  test.each(Object.entries(opcodes))("%s", async (_, opcode) => {
    send({ opcode, body: opcode === close ? closing(1000) : PING, isMasked: false });
    await failsWith(1002);
  });

  test("even an empty one", async () => {
    send({ opcode: ping, isMasked: false });
    await failsWith(1002);
  });
});

describe("a control frame", () => {
  test.each(["", "x", "감자", "x".repeat(125)])(
    "ping %p is answered with a pong of the same",
    async (body) => {
      send({ opcode: ping, body });
      expect(await raw.next()).toEqual({ opcode: pong, body: bytes(body) });
    },
  );

  test("ping is answered in the order asked, and a pong that nobody asked for is not", async () => {
    send(
      ...["1", "2"].map((body) => ({ opcode: ping, body })),
      { opcode: pong, body: "3" },
      { opcode: ping, body: "4" },
    );
    for (const body of ["1", "2", "4"]) expect(await raw.next()).toEqual({ opcode: pong, body: bytes(body) });
  });

  test.each<[string, Frame6455]>([
    ["a ping of 126 bytes", { opcode: ping, body: "x".repeat(126) }],
    ["a pong of 126 bytes", { opcode: pong, body: "x".repeat(126) }],
    ["a close of 126 bytes", { opcode: close, body: closing(1000, "x".repeat(124)) }],
    ["a ping of 64 KiB", { opcode: ping, body: "x".repeat(LIMIT) }],
    ["a ping in fragments", { opcode: ping, body: "x", fin: false }],
    ["a pong in fragments", { opcode: pong, body: "x", fin: false }],
    ["a close in fragments", { opcode: close, body: closing(1000), fin: false }],
  ])("is not: %s", async (_, frame) => {
    send(frame);
    await failsWith(1002);
  });
});

describe("text that is not UTF-8 ends the connection", () => {
  const broken: [string, number[]][] = [
    ["a byte that begins nothing", [0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["half a surrogate pair", [0xed, 0xa0, 0x80]],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
    ["a letter cut short", [0xea, 0xb0]],
    ["what never stands in UTF-8", [0xff, 0xfe]],
  ];
  const [before, after] = ['{"type":"ping","x":"', '"}'];

  test.each(broken)("%s", async (_, letter) => {
    send({ opcode: text, body: bytes(before, letter, after) });
    await failsWith(1007);
  });

  test.each(broken)("%s, split over two frames", async (_, letter) => {
    send(
      { opcode: text, body: bytes(before, letter.slice(0, 1)), fin: false },
      { opcode: continuation, body: bytes(letter.slice(1), after) },
    );
    await failsWith(1007);
  });

  test("a message that ends within a letter", async () => {
    send({ opcode: text, body: bytes(before, [0xea, 0xb0]) });
    await failsWith(1007);
  });

  test("in bytes it is none of the protocol's business, only of ours", async () => {
    send({ opcode: binary, body: bytes([0xff]) });
    expect(await raw.frame()).toEqual({ type: "refused", ref: null, code: "invalid" });
  });
});

describe("a close", () => {
  const valid = [
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4401, 4999,
  ];
  const invalid = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];

  test.each(valid)("with %d is answered with the same", async (code) => {
    send({ opcode: close, body: closing(code, "안녕") });
    expect((await within(2000, raw.next()))?.body.readUInt16BE(0)).toBe(code);
    await within(2000, raw.ended);
  });

  test.each(invalid)("with %d fails: nobody may say that", async (code) => {
    send({ opcode: close, body: closing(code, "안녕") });
    await failsWith(1002);
  });

  test("without a code is answered without one", async () => {
    send({ opcode: close });
    expect(await within(2000, raw.next())).toEqual({ opcode: close, body: bytes("") });
    await within(2000, raw.ended);
  });

  test("with half a code fails", async () => {
    send({ opcode: close, body: bytes([3]) });
    await failsWith(1002);
  });

  test("with the longest reason is answered", async () => {
    send({ opcode: close, body: closing(1000, "x".repeat(123)) });
    expect((await within(2000, raw.next()))?.body.readUInt16BE(0)).toBe(1000);
  });

  test("with a reason that is not UTF-8 fails", async () => {
    send({ opcode: close, body: closing(1000, [0xff, 0xfe]) });
    await failsWith(1007);
  });

  test("is the last word: what comes after it, or after a fault, is not done", async () => {
    const room = await me.group("마지막 말");
    const said = (clientId: string) => ({
      opcode: text,
      body: JSON.stringify({ type: "message.send", roomId: room.id, clientId, text: "hi" }),
    });
    expect(await raw.frame()).toMatchObject({ type: "room.joined" });
    expect(await raw.frame()).toMatchObject({ type: "message.new" });
    send({ opcode: close, body: closing(1000) }, said("after-a-close"), { opcode: ping });
    expect(await raw.next()).toEqual({ opcode: close, body: closing(1000) });
    await within(2000, raw.ended);
    expect(await raw.next()).toBeNull();
    const other = await Raw.webSocket();
    other.say({ type: "hello", token: me.token });
    await other.frame();
    other.write(Buffer.concat([{ opcode: 3 }, said("after-a-fault")].map(encoded)));
    expect(await other.closeCode()).toBe(1002);
    expect((await me.history(room)).head).toBe(1);
  });
});

describe("a message of 64 KiB", () => {
  const halves = (whole: string): Frame6455[] => [
    { opcode: text, body: whole.slice(0, 40_000), fin: false },
    { opcode: continuation, body: whole.slice(40_000) },
  ];

  test("passes, whole and in fragments", async () => {
    send({ opcode: text, body: pingOf(LIMIT) });
    await isAnswered();
    send(...halves(pingOf(LIMIT)));
    await isAnswered();
  });

  test("and a byte ends the connection, whole", async () => {
    send({ opcode: text, body: pingOf(LIMIT + 1) });
    await failsWith(1009);
  });

  test("and a byte ends the connection, in fragments of which none is too long", async () => {
    send(...halves(pingOf(LIMIT + 1)));
    await failsWith(1009);
  });

  // The declared length is enough: the server neither waits for the payload nor allocates it.
  test.each([
    ["64 KiB and a byte", [0, 0, 0, 0, 0, 1, 0, 1]],
    ["2^53 bytes", [0, 0x20, 0, 0, 0, 0, 0, 0]],
    ["2^63 bytes", [0x80, 0, 0, 0, 0, 0, 0, 0]],
  ])("is exceeded by a head alone that says %s", async (_, length) => {
    raw.write(bytes([0x81, 0xff, ...length, 1, 2, 3, 4]));
    await failsWith(1009);
  });
});

describe("a handshake", () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(upgrade).filter(([key]) => key !== name));
  type Asked = { headers?: Record<string, string>; line?: string; version?: string };

  async function answerTo({ headers, line = "GET /ws", version }: Asked): Promise<string> {
    const asked = await Raw.request(line, { ...upgrade, ...headers }, version);
    const head = await within(2000, asked.head());
    asked.close();
    return head;
  }
  const statusOf = (head: string) => Number(head.split(" ")[1]);

  test("proves that the key was read, and agrees on no extension", async () => {
    const deflate = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };
    const head = (await answerTo({ headers: deflate })).toLowerCase();
    expect(statusOf(head)).toBe(101);
    // The accept value for the RFC's sample key, in lower case like all headers here.
    expect(head).toContain("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
    expect(head).not.toContain("sec-websocket-extensions");
  });

  test.each([
    ["potato.v1", "potato.v1"],
    ["soup, potato.v1", "potato.v1"],
    ["soup", undefined],
    ["soup, stew", undefined],
    ["POTATO.V1", undefined],
  ])("that offers %s agrees on %p", async (offered, agreed) => {
    const head = await answerTo({ headers: { "Sec-WebSocket-Protocol": offered } });
    expect(statusOf(head)).toBe(101);
    expect(/sec-websocket-protocol: (.*)\r/i.exec(head)?.[1]).toBe(agreed);
  });

  test.each(["websocket", "WebSocket", "WEBSOCKET"])("may say %s", async (Upgrade) => {
    expect(statusOf(await answerTo({ headers: { Upgrade } }))).toBe(101);
  });

  test.each<[string, Asked, number]>([
    ["without a key", { headers: { "Sec-WebSocket-Key": "" } }, 422],
    ["with a short key", { headers: { "Sec-WebSocket-Key": "c2hvcnQ=" } }, 422],
    ["with a long key", { headers: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZSBpcyBsb25n" } }, 422],
    ["with a key that is no base64", { headers: { "Sec-WebSocket-Key": "!!!!!!!!!!!!!!!!!!!!!!==" } }, 422],
    ["for something else", { headers: { Upgrade: "h2c" } }, 422],
    ["of an old version", { headers: { "Sec-WebSocket-Version": "8" } }, 426],
    ["of a version to come", { headers: { "Sec-WebSocket-Version": "14" } }, 426],
    ["of no version that is a number", { headers: { "Sec-WebSocket-Version": "x" } }, 426],
    ["by HEAD", { line: "HEAD /ws" }, 422],
    ["by POST", { line: "POST /ws", headers: { "Content-Length": "0" } }, 405],
    ["by PUT", { line: "PUT /ws", headers: { "Content-Length": "0" } }, 405],
    ["elsewhere", { line: "GET /api/me" }, 401],
    ["of HTTP/2.0 in these words", { version: "HTTP/2.0" }, 505],
  ])("%s is not let in", async (_, asked, status) => {
    const head = await answerTo(asked);
    expect(statusOf(head)).toBe(status);
    // The client is told which version the server supports.
    if (status === 426) expect(head).toMatch(/^sec-websocket-version: 13\r$/im);
  });

  test.each(["Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"])(
    "without %s is not let in",
    async (name) => {
      const asked = await Raw.request("GET /ws", without(name));
      expect(statusOf(await within(2000, asked.head()))).toBeWithin(400, 500);
      asked.close();
    },
  );

  // Bun is more lenient than the RFC here (docs/testing.md): it accepts them, without any extra access.
  test.each<[string, Asked]>([
    ["of HTTP/1.0", { version: "HTTP/1.0" }],
    ["whose Connection does not say so", { headers: { Connection: "keep-alive" } }],
  ])("%s opens a socket that is as silent as any until its hello", async (_, { headers, version }) => {
    const asked = await Raw.request("GET /ws", { ...upgrade, ...headers }, version);
    expect(statusOf(await within(2000, asked.head()))).toBe(101);
    asked.say({ type: "ping" });
    expect(await asked.closeCode()).toBe(4401);
  });
});
