import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";

import type { Room } from "../protocol/room";
import { GREEN, png } from "../testing/fixtures/pictures";
import { call, type Guest, guests, house, openHouse } from "../testing/people/guests";
import { Web } from "../testing/servers/web";
import { useNetwork } from "../web/network";

// Pages of all kinds, also such as want to harm: what is shown of them is short, plain text and a picture made here, and they
// take neither long nor much memory.

let web: Web;
let ann: Guest;
let room: Room;

beforeAll(async () => {
  await openHouse();
  web = await Web.open();
  useNetwork(web.network);
  [ann] = await guests(1);
  room = await ann.group("낯선 페이지");
});
afterAll(async () => {
  useNetwork();
  await web.close();
  await house.close();
});

let pages = 0;
const placeOf = () => `page${++pages}.example/`;

async function preview(place: string) {
  const link = `http://${place}`;
  const { seq } = (await ann.says(room, link)).body.message;
  const query = new URLSearchParams({ url: link, roomId: room.id, seq: String(seq) });
  return (await ann.call("GET", `/api/previews?${query}`)).body;
}

async function ofPage(html: string | Uint8Array, headers?: Record<string, string>) {
  const place = placeOf();
  web.page(place, html, headers);
  return preview(place);
}

async function ofServer(answer: (response: ServerResponse) => void) {
  const place = placeOf();
  web.sites.set(place, (_, response) => answer(response));
  return preview(place);
}

const meta = (name: string, content: string) => `<meta property="${name}" content="${content}">`;

describe("a page", () => {
  test("is shown by what it says for previews, else by its title", async () => {
    const own =
      meta("og:title", "감자탕 &amp; 감자전") +
      meta("og:description", " 뜨끈한\n\n 한 그릇 ") +
      meta("og:site_name", "감자네");
    expect(await ofPage(`<head><title>Other</title>${own}</head>`)).toMatchObject({
      title: "감자탕 & 감자전",
      description: "뜨끈한 한 그릇",
      siteName: "감자네",
    });
    expect(
      await ofPage(
        `<meta name="Twitter:Title" content="T"><meta name="description" content="D"><title>t</title>`,
      ),
    ).toMatchObject({
      title: "T",
      description: "D",
    });
    expect(
      await ofPage(`<title>\n  Just &#x1F954; a&nbsp;title </title><svg><title>An icon</title></svg>`),
    ).toMatchObject({
      title: "Just 🥔 a title",
      siteName: expect.stringMatching(/^page\d+\.example$/),
    });
  });

  test.each([
    ["", null],
    ["no HTML at all", null],
    ["<title></title>", null],
    [meta("og:title", "&#8203;&#x2800;"), null],
    ["<title>Never closed", "Never closed"],
    [`<meta property=og:title content=Unquoted><title>x`, "Unquoted"],
    [`<html><<body></p></html><title>Late</title></title></body>`, "Late"],
    [`<meta property="og:title" content="Not closed <title>x</title>`, null],
    [`${"<div>".repeat(50_000)}<title>Deep</title>`, "Deep"],
    [`<title>${"<b>".repeat(10)}Not bold</title>`, `${"<b>".repeat(10)}Not bold`],
    [`<script><title>x</title></script><title>After a script</title>`, "After a script"],
    [`<!-- <title>Hidden</title> --><title>Seen</title>`, "Seen"],
    [`<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>`, "<script>alert(1)</script>"],
    [`<title>safe\u202Egnp.exe\u2066 \u0007\u0000end</title>`, "safegnp.exe end"],
    [`<title>${"e" + "\u0301".repeat(2000)}</title>`, "é\u0301\u0301\u0301"],
    [`<title>${"가".repeat(100_000)}</title>`, `${"가".repeat(199)}…`],
    [`<title>\u1112\u1161\u11ab</title>`, "한"],
  ])("%p has the title %p", async (html, title) => {
    const shown = await ofPage(html);
    expect(shown?.title ?? null).toBe(title);
  });

  const korean = Buffer.from("b0a8c0dac5c1", "hex");
  const around = (before: string, middle: Uint8Array, after = "</title>") =>
    Buffer.concat([Buffer.from(before), middle, Buffer.from(after)]);
  test.each([
    ["its header", around("<title>", korean), "text/html; charset=EUC-KR"],
    ["its old name", around("<title>", korean), 'text/html; charset="ks_c_5601-1987"'],
    ["itself", around(`<meta charset=euc-kr><title>`, korean), "text/html"],
    [
      "itself, in the old way",
      around(`<meta http-equiv="Content-Type" content="text/html; charset=euc-kr"><title>`, korean),
      "text/html",
    ],
    ["nothing", around("<title>", korean), "text/html"],
    ["what nobody knows", around("<title>", korean), "text/html; charset=x-potato"],
    [
      "a mark at its start",
      around("", Buffer.from("\uFEFF<title>감자탕</title>", "utf16le"), ""),
      "text/html; charset=euc-kr",
    ],
    ["nothing, being UTF-8", Buffer.from("<title>감자탕</title>"), "text/html"],
    ["Shift_JIS", around("<title>", Buffer.from("82a082a2", "hex")), "text/html; charset=shift_jis"],
  ])("whose charset is told by %s is read", async (name, html, type) => {
    expect((await ofPage(html, { "content-type": type })).title).toBe(
      name === "Shift_JIS" ? "あい" : "감자탕",
    );
  });

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("in %s is unpacked", async (encoding, pack) => {
    const html = pack(Buffer.from("<title>Packed</title>"));
    expect((await ofPage(html, { "content-encoding": encoding })).title).toBe("Packed");
  });

  test.each([
    ["another type", { "content-type": "application/pdf" }],
    ["no type", { "content-type": "" }],
    ["an unknown packing", { "content-encoding": "zstd-of-mine" }],
    ["a packing that is none", { "content-encoding": "constructor" }],
    ["a packing in a packing", { "content-encoding": "gzip, gzip" }],
    ["a packing that it is not in", { "content-encoding": "gzip" }],
  ])("of %s has none", async (_, headers) => {
    expect(await ofPage("<title>No</title>", headers)).toBeNull();
  });

  test("that has moved is found where it is, also if that is written as nobody should", async () => {
    const place = placeOf();
    web.moved(place, "/메뉴?날=오늘");
    web.page(`${place}${encodeURI("메뉴?날=오늘")}`, "<title>Moved</title>");
    expect(await preview(place)).toMatchObject({
      title: "Moved",
      url: `http://${place}${encodeURI("메뉴?날=오늘")}`,
    });
  });

  test.each([204, 401, 403, 404, 410, 500, 503, 304, 300])("with status %d has none", async (status) => {
    const none = await ofServer((response) => {
      response.writeHead(status, { "content-type": "text/html" });
      response.end("<title>No</title>");
    });
    expect(none).toBeNull();
  });
});

const quickly = (bytes: Buffer) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

describe("a page that never ends", () => {
  const MB = 1024 * 1024;

  test("is read up to half a megabyte, and what is read is shown", async () => {
    let sent = 0;
    const life = { isOver: false };
    const closing = Promise.withResolvers<void>();
    const endless = await ofServer((response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.write("<title>Endless</title>");
      response.on("close", () => {
        life.isOver = true;
        closing.resolve();
      });
      const more = () => {
        while (!life.isOver && response.write("x".repeat(65_536))) sent += 65_536;
        if (!life.isOver) response.once("drain", more);
      };
      more();
    });
    expect(endless.title).toBe("Endless");
    await closing.promise;
    expect(sent).toBeLessThan(16 * MB);
  });

  test.each([
    ["gzip", gzipSync],
    ["br", quickly],
  ] as const)("once it is unpacked from %s is not unpacked further", async (encoding, pack) => {
    const bomb = pack(Buffer.concat([Buffer.from("<title>Bomb</title>"), Buffer.alloc(200 * MB)]));
    expect(bomb.length).toBeLessThan(MB / 2);
    const before = process.memoryUsage().rss;
    expect((await ofPage(bomb, { "content-encoding": encoding })).title).toBe("Bomb");
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * MB);
  });

  test("because it is slow is left after three seconds, and its connection is closed", async () => {
    const begun = performance.now();
    const closed: Promise<void>[] = [];
    const answer = (slowly: (response: ServerResponse) => void) =>
      ofServer((response) => {
        closed.push(new Promise((resolve) => response.on("close", resolve)));
        slowly(response);
      });
    const slow = [
      answer((response) => {
        response.writeHead(200, { "content-type": "text/html" });
        const timer = setInterval(() => response.write("<title>Slow"), 100);
        response.on("close", () => clearInterval(timer));
      }),
      // Nothing, not even a head.
      answer(() => undefined),
      // One second for each of four redirects.
      answer((response) => {
        response.writeHead(302, { location: "/" });
        setTimeout(() => response.end(), 1000);
      }),
    ];
    expect(await Promise.all(slow)).toEqual([null, null, null]);
    // Three, on a machine that has other things to do.
    expect(performance.now() - begun).toBeLessThan(6000);
    await Promise.all(closed);
  }, 20_000);
});

describe("a picture", () => {
  async function ofPicture(bytes: Uint8Array, headers = { "content-type": "image/png" }) {
    const place = placeOf();
    web.sites.set(`${place}p.png`, (_, response) => {
      response.writeHead(200, headers);
      response.end(bytes);
    });
    web.page(place, `<title>Pictured</title>${meta("og:image", "p.png")}`);
    const shown = await preview(place);
    expect(shown.title).toBe("Pictured");
    return shown.imageId as string | undefined;
  }

  const pictureOf = (id: string | undefined) =>
    fetch(`${house.url}/api/previews/images/${id}`, { headers: { authorization: `Bearer ${ann.token}` } });

  test("is made anew, at most 640 pixels large, and found by its id with a token", async () => {
    const id = await ofPicture(png(1000, 500, () => GREEN));
    const answer = await pictureOf(id);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(answer.headers.get("cache-control")).toStartWith("private");
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
    const bytes = await answer.bytes();
    expect(await new Bun.Image(bytes).metadata()).toEqual({ width: 640, height: 320, format: "webp" });
    const small = await ofPicture(png(40, 30, () => GREEN));
    const { width } = await new Bun.Image(await (await pictureOf(small)).bytes()).metadata();
    expect(width).toBe(40);
    expect((await call("GET", `/api/previews/images/${id}`)).status).toBe(401);
  });

  test.each([
    ["is a bomb of pixels", png(2, 2, () => GREEN, [60_000, 60_000])],
    ["is a line", png(600, 2, () => GREEN)],
    ["is cut", png(300, 300, () => GREEN).subarray(0, 200)],
    ["is no picture", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")],
    ["is empty", Buffer.alloc(0)],
    ["is larger than half a megabyte", Buffer.concat([png(8, 8, () => GREEN), Buffer.alloc(600_000)])],
  ])("that %s is left out", async (_, bytes) => {
    expect(await ofPicture(bytes)).toBeUndefined();
  });

  test.each(["image/svg+xml", "text/html", "image/heic"])("that says it is %s is left out", async (type) => {
    expect(
      await ofPicture(
        png(8, 8, () => GREEN),
        { "content-type": type },
      ),
    ).toBeUndefined();
  });

  test.each(["x", "../jwt-secret", "%2e%2e%2fjwt-secret", "0".repeat(32), "0".repeat(33)])(
    "has no id like %s",
    async (id) => {
      expect((await ann.call("GET", `/api/previews/images/${id}`)).status).toBe(404);
    },
  );
});
