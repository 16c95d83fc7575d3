import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { METHODS } from "node:http";
import { connect } from "node:net";

import * as local from "../bus/local";
import { call, type Guest, guests, house, openHouse, within } from "../testing/people/guests";

let ann: Guest;

/** Sends a raw request on a connection that closes after the response; returns "" where there was none. */
function raw(request: string, headers: string[] = []): Promise<string> {
  return bare(`${request} HTTP/1.1`, [`Host: ${new URL(house.url).host}`, "Connection: close", ...headers]);
}

/** The same, with a Host only where the headers have one. */
function bare(line: string, headers: string[] = []): Promise<string> {
  const { port } = new URL(house.url);
  const head = [line, ...headers].join("\r\n");
  const answered = new Promise<string>((resolve, reject) => {
    let response = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(`${head}\r\n\r\n`));
    socket.on("data", (data) => (response += data.toString("latin1")));
    socket.on("close", () => resolve(response));
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
        // tus is asked by OPTIONS how large a file may be; that is not in the document.
        (one) => !methods.includes(one) && `${one} ${path}` !== "OPTIONS /api/uploads",
      )) {
        const { status, headers, body } = await call(method, path);
        // `/api/sessions/refresh` is also `/api/sessions/:id`.
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
      // A feed does not end.
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
        const response = await raw(`${method} ${path}`, ["X-Marker: Mq7zK9wXj4"]);
        // Bun closes the connection without a response where it does not know the method.
        if (response !== "") expect(statusIn(response)).toBeWithin(400, 500);
        expect(response).not.toContain("Mq7zK9wXj4");
      }
      expect(statusIn(await raw("GET /health"))).toBe(200);
    },
  );

  test("that nothing here knows is answered 405 on any path, with what is allowed", async () => {
    const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
    const strange = METHODS.filter((method) => !known.has(method));
    expect(strange).toContain("TRACE");
    for (const method of strange) {
      for (const path of ["/api/me", "/", "/nowhere", "/api/nowhere"]) {
        const response = await raw(`${method} ${path}`);
        expect([method, path, statusIn(response), /^allow: .*GET, HEAD/im.test(response)]).toEqual([
          method,
          path,
          405,
          true,
        ]);
      }
    }
  });

  test.each([
    ["a slash", ["Host: /"]],
    ["nothing", ["Host:"]],
    ["a blank", ["Host: a b"]],
    ["a path", ["Host: localhost/api/nowhere"]],
    ["a query", ["Host: localhost?"]],
    ["somebody", ["Host: me@localhost"]],
    ["two hosts", ["Host: localhost, localhost"]],
    ["two headers", ["Host: localhost", "Host: localhost"]],
    ["two headers that differ", ["Host: localhost", "host: evil.example"]],
    ["no header", []],
  ])("with %s for a host is answered 400, whatever it asks for", async (_what, headers) => {
    for (const path of ["/api/me", "/api/rooms/x/messages?limit=1", "/health", "/"])
      expect([path, statusIn(await bare(`GET ${path} HTTP/1.1`, headers))]).toEqual([path, 400]);
  });

  test("with a host of one letter, an address or none in HTTP/1.0 reaches what it asks for", async () => {
    const token = `Authorization: Bearer ${ann.token}`;
    for (const host of [["Host: x"], ["Host: x:1"], ["Host: [::1]:80"], ["Host: 127.0.0.1"], []]) {
      const line = host.length > 0 ? "GET /api/users?q=a/b HTTP/1.1" : "GET /api/users?q=ab HTTP/1.0";
      const response = await bare(line, [...host, "Connection: close", token]);
      expect([host, statusIn(response)]).toEqual([host, 200]);
      expect(response).toMatch(/^cache-control: no-store\r$/im);
    }
  });

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
    const response = await raw(request, headers);
    if (response !== "") expect(statusIn(response)).toBeWithin(400, 500);
    expect(response).not.toMatch(/x-forged|root:/i);
    expect(statusIn(await raw("GET /health"))).toBe(200);
  });

  test("of GET changes nothing: each that changes something is known by another", async () => {
    for (const [path, methods] of paths) {
      if (!methods.includes("GET")) expect([path, (await ann.call("GET", path)).status]).toEqual([path, 405]);
    }
    expect((await ann.call("GET", "/api/me")).body.user).toEqual(ann.user);
  });
});
