import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { createApp } from "../app";
import { readEnv, useEnv } from "../env";
import { log } from "../log";

const dist = mkdtempSync(join(tmpdir(), "potato-dist-"));
const page = `<!doctype html><title>Potato</title>${"<p>감자</p>".repeat(200)}`;
const script = `console.log("potato");\n${"export const more = 1;\n".repeat(200)}`;
const picture = Buffer.from("89504e470d0a1a0a".repeat(300), "hex");
const icon = `<svg xmlns="http://www.w3.org/2000/svg">${"<g/>".repeat(400)}</svg>`;
const built: Record<string, string | Buffer> = {
  "index.html": page,
  "sw.js": script,
  "app.webmanifest": `{"name":"${"Potato".repeat(300)}"}`,
  "potato.svg": icon,
  "tiny.svg": "<svg/>",
  "assets/index-Dks9IJTG.js": script,
  "assets/index-DRaLSaOc.css": "a{color:red}".repeat(300),
  "assets/face-B1aBla12.png": picture,
  "assets/PretendardVariable.subset.91-C7ps0B9d.woff2": picture,
};
const pathOf = (name: string) => (name === "index.html" ? "/" : `/${name}`);

let app: ReturnType<typeof createApp>;
let url: string;

beforeAll(() => {
  useEnv(readEnv({}));
  log.level = "silent";
  mkdirSync(join(dist, "assets"));
  for (const [name, content] of Object.entries(built)) writeFileSync(join(dist, name), content);
  app = createApp(dist).listen({ port: 0, hostname: "127.0.0.1" });
  url = app.server!.url.origin;
});
afterAll(async () => {
  await app.server?.stop(true);
  rmSync(dist, { recursive: true });
});

/** The response as on the wire, not decompressed. */
async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const answer = await fetch(url + path, { method, headers, decompress: false });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const asking = (encoding: string) => ({ "accept-encoding": encoding });
const ofPage = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("what was built", () => {
  test("is served as it is, with its type, to who takes nothing packed", async () => {
    for (const [name, content] of Object.entries(built)) {
      const { status, headers, bytes } = await get(pathOf(name), asking("identity"));
      expect([name, status, bytes.equals(Buffer.from(content))]).toEqual([name, 200, true]);
      expect(headers.get("content-type")?.split(";")[0]).toBe(Bun.file(name).type.split(";")[0]);
      expect(headers.has("content-encoding")).toBe(false);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toStartWith("default-src 'self'");
    }
  });

  test.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["GZIP", "gzip"],
    ["br;q=0.1, gzip;q=1", "br"],
    ["br;q=0, gzip", "gzip"],
    ["br;q=0.000, gzip ; q=0", null],
    ["*", "br"],
    ["*;q=0", null],
    ["br;q=0, *", "gzip"],
    ["deflate, zstd", null],
    ["x-gzip-not", null],
    ["", null],
  ])("comes to who accepts %j as %p", async (accepted, encoding) => {
    const { headers, bytes } = await get("/assets/index-Dks9IJTG.js", asking(accepted));
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([encoding, "Accept-Encoding"]);
    const unpack =
      { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ""] ?? ((plain: Buffer) => plain);
    expect(unpack(bytes).toString()).toBe(script);
    expect(Number(headers.get("content-length"))).toBe(bytes.length);
  });

  test("is a font where it is one, which the page may load from here", async () => {
    const { headers } = await get("/assets/PretendardVariable.subset.91-C7ps0B9d.woff2");
    expect(headers.get("content-type")).toBe("font/woff2");
    // Without a directive of its own for fonts, this one counts.
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("content-security-policy")).not.toContain("font-src");
  });

  test("is not packed where nothing comes of it", async () => {
    for (const path of [
      "/assets/face-B1aBla12.png",
      "/assets/PretendardVariable.subset.91-C7ps0B9d.woff2",
      "/tiny.svg",
    ]) {
      const { headers } = await get(path, asking("br, gzip"));
      expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([null, null]);
    }
    for (const path of ["/", "/sw.js", "/potato.svg", "/app.webmanifest", "/assets/index-DRaLSaOc.css"])
      expect((await get(path, asking("br"))).headers.get("content-encoding")).toBe("br");
  });

  test("may be kept for ever where its name says what is inside, else it is asked for each time", async () => {
    for (const name of Object.keys(built)) {
      const { headers } = await get(pathOf(name));
      const kept = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
      expect([name, headers.get("cache-control")]).toEqual([name, kept]);
    }
  });

  test("has a strong tag of its own in each encoding, and is not sent again to who has it", async () => {
    for (const name of Object.keys(built)) {
      const path = pathOf(name);
      for (const encoding of ["br", "gzip", "identity"]) {
        const { headers } = await get(path, asking(encoding));
        const tag = headers.get("etag")!;
        expect(tag).toMatch(/^"[\w-]{22}(-br|-gzip)?"$/);
        for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
          const again = await get(path, { ...asking(encoding), "if-none-match": known });
          expect([again.status, again.bytes.length, again.headers.get("etag")]).toEqual([304, 0, tag]);
          for (const kept of ["cache-control", "vary"])
            expect(again.headers.get(kept)).toBe(headers.get(kept));
        }
        expect((await get(path, { ...asking(encoding), "if-none-match": '"other"' })).status).toBe(200);
      }
    }
    const tags = await Promise.all(["br", "gzip", ""].map((one) => get("/", asking(one))));
    expect(new Set(tags.map(({ headers }) => headers.get("etag"))).size).toBe(3);
  });

  test("answers HEAD as GET, without the body", async () => {
    for (const name of Object.keys(built)) {
      const [get_, head] = await Promise.all(
        ["GET", "HEAD"].map((method) => get(pathOf(name), asking("br"), method)),
      );
      const { date: _, "x-request-id": _id, ...expected } = Object.fromEntries(get_!.headers);
      expect(Object.fromEntries(head!.headers)).toMatchObject(expected);
      expect([head!.status, head!.bytes.length]).toEqual([200, 0]);
    }
  });

  test("is packed once, however many ask at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => get("/potato.svg", asking("gzip"))));
    expect(new Set(answers.map(({ bytes }) => bytes.toString("hex"))).size).toBe(1);
  });
});

describe("an address of the client's", () => {
  test.each([
    "/rooms",
    "/rooms/0193b2c4-7f60",
    "/friends/",
    "/설정",
    "/a/b/c?d=e.f",
    "/apis",
    "/wsx",
    "/healthy",
    "//x",
  ])("%s is the page itself, not to be kept", async (path) => {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, bytes } = await get(path, { ...ofPage, ...asking("br") }, method);
      expect([status, headers.get("content-type")]).toEqual([200, "text/html;charset=utf-8"]);
      const isScreen = /^\/(rooms|friends)\b/.test(path);
      const vary = isScreen ? "Accept-Encoding" : "Accept, Accept-Encoding";
      expect([headers.get("cache-control"), headers.get("vary")]).toEqual(["no-cache", vary]);
      expect(headers.get("content-security-policy")).toStartWith("default-src 'self'");
      if (method === "GET") expect(brotliDecompressSync(bytes).toString()).toBe(page);
    }
    expect((await get(path, ofPage)).bytes.toString()).toBe(page);
    const { etag } = Object.fromEntries((await get(path, ofPage)).headers) as { etag: string };
    expect((await get(path, { ...ofPage, "if-none-match": etag })).status).toBe(304);
  });

  test("is one whatever is accepted, if it is a screen: a link's preview asks for anything", async () => {
    for (const accept of ["application/json", "*/*", "image/*", "text/plain", ""]) {
      const { status, headers } = await get("/rooms/0193b2c4", { accept });
      expect([accept, status, headers.get("content-type")]).toEqual([accept, 200, "text/html;charset=utf-8"]);
      for (const path of ["/api/rooms/x/y/z", "/assets/x", "/favicon.ico", "/nowhere"])
        expect((await get(path, { accept })).status).toBe(404);
    }
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
      expect((await get("/rooms", ofPage, method)).status).toBe(404);
  });

  test.each([
    "/api",
    "/api/nothing",
    "/api/rooms/x/y/z",
    "/ws/x",
    "/swagger/x",
    "/asyncapi/x",
    "/avatars",
    "/avatars/x",
    "/avatars/x/y",
    "/health/x",
    "/ready/x",
    "/assets",
    "/assets/",
    "/assets/index-00000000.js",
    "/assets/x",
    "/x.html",
    "/favicon.ico",
    "/.env",
    "/a/b.c",
    "/index.html",
    "/assets/..%2findex.html",
    "/..%2f..%2fetc%2fpasswd",
  ])("%s is none: it does not exist", async (path) => {
    const { status, headers, bytes } = await get(path, ofPage);
    expect([status, headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: 404, code: "not-found" });
  });

  test("is none where a path is known by another method", async () => {
    for (const path of ["/api/sessions/refresh", "/api/me/password"])
      expect((await get(path, ofPage)).headers.get("allow")).toBeTruthy();
    expect((await get("/", ofPage, "DELETE")).status).toBe(405);
    expect((await get("/sw.js", ofPage, "POST")).status).toBe(405);
  });
});

test("without a built client everything else is served, and its pages do not exist", async () => {
  const bare = createApp(join(dist, "nowhere"));
  for (const path of ["/", "/rooms", "/assets/index-Dks9IJTG.js"])
    expect((await bare.handle(new Request(`http://localhost${path}`, { headers: ofPage }))).status).toBe(404);
  expect((await bare.handle(new Request("http://localhost/health"))).status).toBe(200);
});

test("a page too small to be packed is the same for all", async () => {
  const small = mkdtempSync(join(tmpdir(), "potato-dist-"));
  writeFileSync(join(small, "index.html"), "<!doctype html>");
  const ask = (path: string) =>
    createApp(small).handle(
      new Request(`http://localhost${path}`, { headers: { ...ofPage, ...asking("br") } }),
    );
  for (const path of ["/rooms", "/"]) expect((await ask(path)).headers.get("vary")).toBeNull();
  rmSync(small, { recursive: true });
});
