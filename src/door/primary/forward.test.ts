import { beforeAll, expect, setSystemTime, test } from "bun:test";
import { createHash, createHmac } from "node:crypto";

import { readEnv, useEnv } from "../../env";
import { readBytes } from "../body";
import { readPosition } from "../cookie";
import { addressOf, factsOf, isHttps } from "../request";
import { markFor, readMark } from "./mark";
import { POSITION, announce } from "./position";

const secret = "a secret of these tests alone, long enough";
const under = (JWT_SECRET: string) => useEnv(readEnv({ JWT_SECRET }));
beforeAll(() => under(secret));

const claims = { from: "http://one.internal:3000", address: "192.0.2.7", isHttps: true };
const person = { authorization: "Bearer hers", cookie: "potato=hers" };
const body = Buffer.from('{"intro":"hi"}');
const asked = { method: "PUT", path: "/api/me", query: "?a=b", headers: new Headers(person), body };
const mark = () => markFor(asked, claims)[1];
type Other = {
  method?: string;
  path?: string;
  query?: string;
  headers?: object;
  body?: Uint8Array<ArrayBuffer> | null;
};
/** The request that arrives with this mark, with some parts replaced. */
const requestWith = (header: string, other: Other = {}) => {
  const { method, path, query, headers, body: sent } = { ...asked, headers: person, ...other };
  return new Request(`http://house${path}${query}`, {
    method,
    headers: { ...headers, "x-potato-machine": header },
    body: sent,
  });
};
const asks = (header: string, other: Other = {}) => {
  const { body: digest, ...read } = readMark(requestWith(header, other), other.path ?? asked.path)!;
  expect(digest).toBe(createHash("sha256").update(body).digest("base64url"));
  return read;
};

test("a mark says who asks, and for whom; without one nobody claims anything", () => {
  expect(asks(mark())).toEqual(claims);
  expect(readMark(new Request("http://house/"), "/")).toBeUndefined();
});

test("who is asked by a machine counts and answers for the person behind it", () => {
  const request = new Request("http://house/api/me", { headers: { "x-forwarded-proto": "http" } });
  factsOf(request).via = { ...asks(mark()), body: "" };
  expect([addressOf(request, null), isHttps(request, null)]).toEqual(["192.0.2.7", true]);
});

test("a position that a browser was told comes back as it was", () => {
  const there = "00000000000000ff/d2be3922c842473d";
  const out: { headers: Record<string, unknown> } = { headers: { "set-cookie": "potato=x" } };
  announce(there, new Request("http://house/"), null, out);
  const [first, second] = out.headers["set-cookie"] as string[];
  expect([out.headers[POSITION], first]).toEqual([there, "potato=x"]);
  const cookie = second!.split(";")[0]!;
  expect(readPosition(new Request("http://house/", { headers: { cookie } }), null)).toBe(there);
});

test("a mark is good for what it was made for, for half a minute, and once", async () => {
  const made = mark();
  const others: Other[] = [
    { method: "DELETE" },
    { path: "/api/me/password" },
    ...["", "?a=c", "?a=b&a=c"].map((query) => ({ query })),
    { headers: { ...person, authorization: "Bearer his" } },
    { headers: { ...person, cookie: "potato=his" } },
    { headers: {} },
    { body: null },
  ];
  for (const other of others) expect(() => asks(made, other)).toThrow("forbidden");
  const now = Date.now();
  for (const ms of [31_000, -31_000]) {
    setSystemTime(now + ms);
    expect(() => asks(made)).toThrow("forbidden");
  }
  setSystemTime();
  expect(asks(made)).toEqual(claims);
  // The first request may have succeeded already.
  expect(() => asks(made)).toThrow("read-only");
  expect(asks(mark())).toEqual(claims);
});

test("the body that comes with a mark is the one it was made for", async () => {
  for (const [sent, isRight] of [
    [body, true],
    [Buffer.from('{"intro":"no"}'), false],
    [Buffer.from(`${String(body)} `), false],
  ] as const) {
    const request = requestWith(mark(), { body: sent });
    factsOf(request).via = readMark(request, asked.path);
    const read = readBytes(request, 100).then(
      (bytes) => Buffer.from(bytes).toString(),
      ({ code }) => code,
    );
    expect(await read).toBe(isRight ? String(body) : "forbidden");
  }
});

test("a mark of a machine that runs the version before is no harm, and no reason to keep anybody out for good", () => {
  const key = createHmac("sha256", secret).update("between machines").digest();
  const text = Buffer.from(JSON.stringify({ ...claims, method: "PUT", path: "/api/me", at: Date.now() }));
  const proof = createHmac("sha256", key).update(text.toString("base64url")).digest("base64url");
  expect(() => asks(`${text.toString("base64url")}.${proof}`)).toThrow("read-only");
});

test("nobody makes one without the secret, nor changes one", () => {
  const [text = "", proof = ""] = mark().split(".");
  const other = Buffer.from(
    JSON.stringify({ ...claims, address: "192.0.2.8", method: "PUT", path: "/api/me", at: Date.now() }),
  );
  const forged = [
    "",
    ".",
    text,
    `${text}.`,
    `.${proof}`,
    `${other.toString("base64url")}.${proof}`,
    `${text}.${proof}x`,
  ];
  for (const header of forged) expect(() => asks(header)).toThrow("forbidden");
  under(`${secret}, but another`);
  const foreign = mark();
  under(secret);
  expect(() => asks(foreign)).toThrow("forbidden");
});
