import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";

import * as local from "../bus/local";
import { call, type Guest, guests, house, openHouse, within } from "../guests";

let ann: Guest;

/** Asks by hand, over a connection that is closed after the answer; answers "" where it was closed without one. */
function raw(request: string, headers: string[] = []): Promise<string> {
  const { host, port } = new URL(house.url);
  const head = [`${request} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...headers].join("\r\n");
  const answered = new Promise<string>((resolve, reject) => {
    let said = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(`${head}\r\n\r\n`));
    socket.on("data", (data) => (said += data.toString("latin1")));
    socket.on("close", () => resolve(said));
    socket.on("error", reject);
  });
  return within(2000, answered);
}
const statusIn = (answer: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

describe("a method", () => {
  let paths: [path: string, methods: string[]][] = [];
  beforeAll(async () => {
    await openHouse();
    [ann] = await guests(1);
    const { body } = await call("GET", "/swagger/json");
    paths = Object.entries<object>(body.paths).map(([path, methods]) => [
      path.replaceAll(/\{\w+\}/g, "x"),
      Object.keys(methods).map((method) => method.toUpperCase()),
    ]);
  });
  afterAll(() => house.close());

  test("that a path does not know is answered 405, with those it does", async () => {
    for (const [path, methods] of paths) {
      const known = methods.includes("GET") ? [...methods, "HEAD"] : methods;
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter(
        (one) => !methods.includes(one),
      )) {
        const { status, headers, body } = await call(method, path);
        // `/api/sessions/refresh` is also the session that is called so.
        const allowed = (headers.get("allow") ?? "").split(", ");
        if (status !== 405) expect([path, method, status]).toEqual(["/api/sessions/refresh", "DELETE", 401]);
        else
          expect([path, method, body.code, allowed]).toEqual([
            path,
            method,
            "method-not-allowed",
            expect.arrayContaining(known),
          ]);
      }
    }
  });

  test("of HEAD is answered as GET is, without the body", async () => {
    for (const [path, methods] of paths) {
      // A feed has no end to wait for.
      const { status } = path === "/api/feed" ? { status: 200 } : await ann.call("GET", path);
      const [head = "", body] = (await raw(`HEAD ${path}`, [`Authorization: Bearer ${ann.token}`])).split(
        "\r\n\r\n",
      );
      expect([path, statusIn(head), body]).toEqual([path, methods.includes("GET") ? status : 405, ""]);
    }
    expect(local.everyone()).toEqual([]);
  });

  test.each(["TRACE", "CONNECT", "PROPFIND", "POTATO", "get", "GETX", "'"])(
    "of %s is refused, and does no harm",
    async (method) => {
      for (const path of ["/api/me", "/health", "/nowhere", "/swagger", "*", "example.com:80"]) {
        const said = await raw(`${method} ${path}`, ["X-Marker: Mq7zK9wXj4"]);
        // Closed without a word is what Bun has for methods that nobody ever named.
        if (said !== "") expect(statusIn(said)).toBeWithin(400, 500);
        expect(said).not.toContain("Mq7zK9wXj4");
      }
      expect(statusIn(await raw("GET /health"))).toBe(200);
    },
  );

  test.each([
    ["two lengths", "POST /api/sessions", ["Content-Length: 5", "Content-Length: 6"]],
    ["a length and chunks", "POST /api/sessions", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["a length that is no number", "POST /api/sessions", ["Content-Length: -1"]],
    ["a coding that nobody knows", "POST /api/sessions", ["Transfer-Encoding: potato"]],
    ["a header of 100 kB", "GET /api/me", [`X-Long: ${"x".repeat(100_000)}`]],
    ["a path of 100 kB", `GET /${"x".repeat(100_000)}`, []],
    ["a thousand headers", "GET /api/me", Array.from({ length: 1000 }, (_, nth) => `X-${nth}: x`)],
    ["a line feed in a header", "GET /api/me", ["X-Request-Id: abcdefgh\nX-Forged: yes"]],
    ["NUL in a header", "GET /api/me", ["X-Request-Id: abc\0defgh"]],
    ["a header without a name", "GET /api/me", [": x"]],
    ["a path out of the house", "GET /../../../../etc/passwd", []],
    ["an encoded path out of the house", "GET /..%2f..%2f..%2fetc%2fpasswd", []],
    ["a path that is not UTF-8", "GET /api/users/%E0%A4%A", []],
  ])("with %s is refused, and others are served", async (_what, request, headers) => {
    const said = await raw(request, headers);
    if (said !== "") expect(statusIn(said)).toBeWithin(400, 500);
    expect(said).not.toMatch(/x-forged|root:/i);
    expect(statusIn(await raw("GET /health"))).toBe(200);
  });

  test("of GET changes nothing: each that changes something is known by another", async () => {
    for (const [path, methods] of paths) {
      if (!methods.includes("GET")) expect([path, (await ann.call("GET", path)).status]).toEqual([path, 405]);
    }
    expect((await ann.call("GET", "/api/me")).body.user).toEqual(ann.user);
  });
});
