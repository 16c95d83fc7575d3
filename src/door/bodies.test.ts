import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { Guest, guests, house, openHouse } from "../testing/people/guests";

let ann: Guest;
let token: { authorization: string };

beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
  token = { authorization: `Bearer ${ann.token}` };
});
afterAll(() => house.close());

const JSON_TYPE = { "content-type": "application/json" };
const LIMIT = 96 * 1024;
// For clients that are not signed in.
const SMALL = 16 * 1024;

async function post(
  path: string,
  body: BodyInit | undefined,
  headers: Record<string, string> = JSON_TYPE,
  method = "POST",
) {
  const response = await fetch(house.url + path, { method, headers, body });
  const text = await response.text();
  return {
    status: response.status,
    text,
    code: response.headers.get("content-type")?.includes("json") && JSON.parse(text).code,
  };
}
const judge = async (...args: Parameters<typeof post>) => {
  const { status, code } = await post(...args);
  return [status, code];
};
const signIn = (body: BodyInit | undefined, headers?: Record<string, string>) =>
  judge("/api/sessions", body, headers);
const credentials = () => JSON.stringify({ username: ann.username, password: Guest.password });

/** A body without a Content-Length. */
const chunked = (part: string, times: number) =>
  new ReadableStream({
    start(controller) {
      for (let nth = 0; nth < times; nth++) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

describe("a body", () => {
  const padded = (json: string, bytes: number) => json + " ".repeat(bytes - json.length);

  test("of 16 KiB is read from anyone, and of one byte more is too large", async () => {
    expect(await signIn(padded(credentials(), SMALL))).toEqual([201, undefined]);
    expect(await signIn(padded(credentials(), SMALL + 1))).toEqual([413, "too-large"]);
  });

  test("of 96 KiB is read from who is signed in, and of one byte more is too large", async () => {
    const asked = JSON.stringify({ kind: "group", title: "Long", memberIds: [] });
    const make = (bytes: number) => judge("/api/rooms", padded(asked, bytes), { ...JSON_TYPE, ...token });
    expect(await make(LIMIT)).toEqual([201, undefined]);
    expect(await make(LIMIT + 1)).toEqual([413, "too-large"]);
  });

  test("of the longest message, each code point escaped, is read", async () => {
    const room = await ann.group("긴 말");
    const text = "\\ud83e\\udd54".repeat(5000);
    const mentions = JSON.stringify(Array.from({ length: 50 }, () => crypto.randomUUID()));
    const body = `{"clientId":"${crypto.randomUUID()}","text":"${text}","mentions":${mentions}}`;
    const { status, text: answer } = await post(`/api/rooms/${room.id}/messages`, body, {
      ...JSON_TYPE,
      ...token,
    });
    expect([status, JSON.parse(answer).message.text]).toEqual([201, "🥔".repeat(5000)]);
  });

  test("that does not say how long it is counts as it comes", async () => {
    expect(await signIn(chunked(credentials(), 1))).toEqual([201, undefined]);
    expect(await signIn(chunked(" ".repeat(SMALL / 16), 17))).toEqual([413, "too-large"]);
    expect((await post("/api/sessions", chunked(" ".repeat(LIMIT), 40))).status).toBe(413);
  });

  test("of many megabytes is refused, and others are served meanwhile", async () => {
    const large = "x".repeat(5 * 1024 * 1024);
    const [first, ...others] = await Promise.all([
      signIn(large),
      ...Array.from({ length: 5 }, () => ann.call("GET", "/api/me")),
    ]);
    expect(first?.[0]).toBe(413);
    for (const { status } of others) expect(status).toBe(200);
  });

  test.each([
    ["text/plain", '{"username":"x"}'],
    ["application/x-www-form-urlencoded", "username=x&password=y"],
    [
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nx\r\n--x--',
    ],
    ["application/xml", "<username>x</username>"],
    ["application/jsonp", "{}"],
    ["application/json5", "{}"],
    ["text/json", "{}"],
    ["application/octet-stream", "{}"],
    ["nonsense", "{}"],
  ])("of type %s is an unsupported medium", async (type, body) => {
    expect(await signIn(body, { "content-type": type })).toEqual([415, "unsupported-media"]);
    expect(await judge("/api/rooms", body, { ...token, "content-type": type })).toEqual([
      415,
      "unsupported-media",
    ]);
  });

  test("of no type is an unsupported medium", async () => {
    expect(await signIn(new Blob([credentials()]))).toEqual([201, undefined]);
    expect(await signIn(new Blob([credentials()]), {})).toEqual([415, "unsupported-media"]);
  });

  test("of JSON's type is read, in any case and with a charset", async () => {
    for (const type of [
      "Application/JSON",
      "application/json; charset=utf-8",
      "application/json ;charset=UTF-8",
    ]) {
      expect(await signIn(credentials(), { "content-type": type })).toEqual([201, undefined]);
    }
  });

  // The deepest nesting that fits into a body.
  const DEEP = 40_000;
  const [sign, rooms] = [SMALL / LIMIT, 1];
  const nested = (open: string, close: string, share: number, levels = DEEP) =>
    open.repeat(levels * share) + "1" + close.repeat(levels * share);
  const unreadable: Record<string, BodyInit | ((share: number) => BodyInit)> = {
    "cut short": '{"username":"ann',
    "followed by more": '{"username":"ann"}{}',
    "in single quotes": "{'username':'ann'}",
    "with a comma too many": '{"username":"ann",}',
    "with a comment": '{"username":"ann"/* */}',
    NaN: "NaN",
    "a bare word": "username",
    blank: "   ",
    "of bytes that are no UTF-8": new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    "of overlong UTF-8": new Uint8Array([0x22, 0xc0, 0x80, 0x22]),
    "of a surrogate in UTF-8": new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]),
    "in UTF-16": new Uint8Array(Buffer.from(`{"username":"ann"}`, "utf16le")),
    "thousands of arrays in each other": (share) => nested("[", "]", share),
    "thousands of arrays that never close": (share) => "[".repeat(2 * DEEP * share),
    "deep below a field": (share) => `{"username":${nested("[", "]", share)},"password":"x"}`,
    "deep below a field that nobody asked for": (share) =>
      `{"username":"nobody","password":"x","more":${nested('{"a":', "}", share, DEEP / 3)}}`,
  };
  test.each(Object.entries(unreadable))("%s is invalid", async (_what, body) => {
    const of = (share: number) => (typeof body === "function" ? body(share) : body);
    expect(await signIn(of(sign))).toEqual([422, "invalid"]);
    expect(await judge("/api/rooms", of(rooms), { ...JSON_TYPE, ...token })).toEqual([422, "invalid"]);
  });

  test("that is not there reads as an empty one: its fields are missing, or it has none", async () => {
    expect(await signIn(undefined, {})).toEqual([422, "invalid"]);
    expect(await judge(`/api/friends/${crypto.randomUUID()}`, undefined, token, "PUT")).toEqual([
      404,
      "not-found",
    ]);
  });
});

test("who is asking is settled before what they ask: a body is not looked at without a token", async () => {
  const bodies: [BodyInit, Record<string, string>][] = [
    ["{}", JSON_TYPE],
    ["{ unreadable", JSON_TYPE],
    ["{}", { "content-type": "text/plain" }],
    ["x".repeat(LIMIT + 1), JSON_TYPE],
    ['{"kind":"group","title":"x","memberIds":[]}', JSON_TYPE],
  ];
  for (const [body, headers] of bodies) {
    for (const authorization of ["", "Bearer nonsense", `Bearer ${ann.refreshToken}`]) {
      expect(await judge("/api/rooms", body, { ...headers, authorization })).toEqual([
        401,
        "unauthenticated",
      ]);
    }
  }
});

describe("a body that names the prototype", () => {
  const everywhere = ["__proto__", "constructor", "prototype"];
  const poison = (fields: string) =>
    everywhere.map((key) => `"${key}":{${fields},"prototype":{${fields}}}`).join(",");

  test("says nothing more than its own fields say", async () => {
    const own = `"username":"polluter","nickname":"오염원","password":"${Guest.password}"`;
    const { status, text } = await post("/api/users", `{${own},${poison('"client":"app"')}}`);
    expect(status).toBe(201);
    expect(JSON.parse(text).refreshToken).toBeUndefined();
    const changed = await post(
      "/api/me",
      `{${poison('"nickname":"polluted","status":"polluted"')}}`,
      { ...JSON_TYPE, ...token },
      "PATCH",
    );
    expect([changed.status, JSON.parse(changed.text).user]).toEqual([200, ann.user]);
    const made = await post(
      "/api/rooms",
      `{"kind":"group","title":"오염","memberIds":[],${poison('"visibility":"public"')}}`,
      { ...JSON_TYPE, ...token },
    );
    expect([made.status, JSON.parse(made.text).room.visibility]).toEqual([201, "private"]);
  });

  test("makes up for no field that is missing, and changes nothing for those who come later", async () => {
    const { status } = await post(
      "/api/sessions",
      `{${poison(`"username":"${ann.username}","password":"${Guest.password}"`)}}`,
    );
    expect(status).toBe(422);
    for (const query of [
      "__proto__[limit]=1",
      "__proto__.limit=1",
      "constructor[prototype][limit]=1",
      "__proto__=1",
    ]) {
      expect((await ann.call("GET", `/api/rooms?${query}`)).status).toBe(200);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((await ann.call("GET", "/api/me")).body.user).toEqual(ann.user);
  });
});
