import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { chunk, gif, GREEN, green, jpeg, moving, png, stripes, withExif } from "../testing/fixtures/pictures";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { begin, patch, sent } from "../testing/wire/uploads";

// What a file is, its bytes say; and what of it others get.

let ann: Guest;
beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
});
afterAll(() => house.close());

type Kept = { status: number; type: string | null; disposition: string; bytes: Buffer };
async function kept(content: string | Uint8Array, name: string): Promise<Kept & { attachment: any }> {
  const { status, body } = await sent(ann, content, name);
  expect(status).toBe(201);
  const answer = await fetch(`${house.url}/api/files/${body.attachment.id}`, {
    headers: { authorization: `Bearer ${ann.token}` },
  });
  const { headers } = answer;
  expect([headers.get("x-content-type-options"), headers.get("content-security-policy")]).toEqual([
    "nosniff",
    "sandbox; default-src 'none'",
  ]);
  return {
    attachment: body.attachment,
    status: answer.status,
    type: headers.get("content-type"),
    disposition: headers.get("content-disposition") ?? "",
    bytes: Buffer.from(await answer.bytes()),
  };
}

const HTML = "<!doctype html><script>alert(1)</script>";
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`;
const pdf = Buffer.from("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
const wav = Buffer.concat([
  Buffer.from(
    "RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0",
    "latin1",
  ),
]);
const mp4 = Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08free", "latin1");
const heic = Buffer.from("\0\0\0\x18ftypheic\0\0\0\0heicmif1\0\0\0\x08free", "latin1");

describe("what is served in place", () => {
  test("is what its bytes are: raster pictures, audio, video and PDF", async () => {
    const cases: [Uint8Array, string, string][] = [
      [green, "a.txt", "image/png"],
      [await jpeg(), "page.html", "image/jpeg"],
      [gif("red", "blue"), "a.svg", "image/gif"],
      [await new Bun.Image(stripes).webp().bytes(), "a", "image/webp"],
      [wav, "a.exe", "audio/wav"],
      [mp4, "a.jpg", "video/mp4"],
      [pdf, "a.js", "application/pdf"],
    ];
    for (const [bytes, name, type] of cases) {
      const file = await kept(bytes, name);
      expect([name, file.type, file.disposition.split(";")[0]]).toEqual([name, type, "inline"]);
      expect(file.attachment.mediaType).toBe(type);
    }
  });

  test("and all else is to be saved, whatever it is called and whatever it says of itself", async () => {
    const cases: [string | Uint8Array, string][] = [
      [HTML, "a.html"],
      [HTML, "a.png"],
      [HTML, "a.png.html"],
      [SVG, "a.svg"],
      [`<?xml version="1.0"?>${SVG}`, "a.jpg"],
      [`GIF89a/*${HTML}*/`, "polyglot.gif"],
      [Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from(HTML)]), "polyglot.png"],
      [Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(HTML)]), "polyglot.jpg"],
      [green.subarray(0, -12), "cut.png"],
      [png(8, 8, () => GREEN, [60_000, 60_000]), "bomb.png"],
      [heic, "photo.heic"],
      [Buffer.from("504b0304140000000000", "hex"), "a.zip"],
      ["MZ\x90\0", "a.pdf"],
      ["", "empty.png"],
    ];
    for (const [bytes, name] of cases) {
      const file = await kept(bytes, name);
      expect([name, file.type, file.disposition.split(";")[0], file.attachment.hasThumbnail]).toEqual([
        name,
        "application/octet-stream",
        "attachment",
        false,
      ]);
      expect([name, Buffer.compare(file.bytes, Buffer.from(bytes as string))]).toEqual([name, 0]);
    }
  });
});

describe("of a picture others get", () => {
  const SECRET = "Seoul 37.5665";

  test("no place and no camera, and nothing behind its end; its pixels as they were", async () => {
    const commented = Buffer.concat([
      stripes.subarray(0, 33),
      chunk("tEXt", Buffer.from(`Comment\0${SECRET}`)),
      chunk("iTXt", Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${SECRET}`)),
      stripes.subarray(33),
    ]);
    const photo = await jpeg();
    const webp = Buffer.from(await new Bun.Image(stripes).webp({ lossless: true }).bytes());
    const cases: [string, Buffer, Buffer][] = [
      ["a PNG", commented, stripes],
      ["a PNG with a tail", Buffer.concat([stripes, Buffer.from(SECRET)]), stripes],
      ["a JPEG with a tail", Buffer.concat([photo, Buffer.from(SECRET)]), photo],
      ["a JPEG", withExif(photo, 1), photo],
      ["a GIF with a tail", Buffer.concat([gif("red", "blue"), Buffer.from(SECRET)]), gif("red", "blue")],
      ["a WebP with a tail", Buffer.concat([webp, Buffer.from(SECRET)]), webp],
    ];
    for (const [name, bytes, pixels] of cases) {
      const file = await kept(bytes, "a");
      expect([name, file.bytes.includes(SECRET), file.bytes.includes("Exif")]).toEqual([name, false, false]);
      expect([name, Buffer.compare(file.bytes, pixels)]).toEqual([name, 0]);
      expect(file.attachment.size).toBe(file.bytes.length);
    }
  });

  test("it stands upright, with its size known beforehand, a thumbnail and a blurhash", async () => {
    const wide = await kept(withExif(await jpeg(), 6), "on its side.jpg");
    expect(wide.attachment).toMatchObject({ width: 48, height: 96, hasThumbnail: true });
    expect(wide.bytes.includes("Exif")).toBe(false);
    expect(await new Bun.Image(wide.bytes).metadata()).toMatchObject({ width: 48, height: 96 });
    const large = await new Bun.Image(stripes).resize(2000, 1000).jpeg().buffer();
    const { attachment } = await kept(large, "large.jpg");
    expect(attachment).toMatchObject({ width: 2000, height: 1000 });
    expect(attachment.blurhash).toMatch(/^\S{28}$/);
    const answer = await fetch(`${house.url}/api/files/${attachment.id}/thumbnail`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    expect(await new Bun.Image(await answer.bytes()).metadata()).toMatchObject({
      width: 640,
      height: 320,
      format: "webp",
    });
  });

  test("moves if it did, and says so", async () => {
    const frames = await Promise.all(
      [green, png(8, 8, () => [220, 30, 30])].map((one) => new Bun.Image(one).webp().buffer()),
    );
    const cases: [Buffer, true | undefined][] = [
      [gif("red", "blue"), true],
      [gif("red"), undefined],
      [moving(frames), true],
      [green, undefined],
    ];
    for (const [bytes, animated] of cases) {
      const file = await kept(bytes, "a");
      expect(file.attachment.animated).toBe(animated);
      expect(file.bytes.includes("EXIF")).toBe(false);
      // As many frames as before.
      expect(file.bytes.toString("latin1").split("ANMF")).toHaveLength(
        bytes.toString("latin1").split("ANMF").length,
      );
    }
  });
});

test("a name is only a name", async () => {
  const cases: [string, string][] = [
    ["../../etc/passwd", "passwd"],
    ["C:\\Windows\\win.ini", "win.ini"],
    ["a\u202egnp.exe", "agnp.exe"],
    [".htaccess", "htaccess"],
    ["...", "file"],
    ["감자 🥔.txt", "감자 🥔.txt"],
    ["감자".normalize("NFD"), "감자"],
    [`${"가".repeat(300)}.tar.gz`, `${"가".repeat(117)}.gz`],
    ["a<b>:c|d?*.txt", "a_b__c_d__.txt"],
  ];
  for (const [given, shown] of cases) {
    const { body } = await ann.call("POST", "/api/files", { uploadId: "none", name: given });
    expect(body.code).toBe("not-found");
    expect((await kept("x", given)).attachment.name).toBe(shown);
  }
});

test("audio and video are as their sender says, and nothing else is", async () => {
  const seen = { durationMs: 1500, width: 640, height: 360 };
  const spoken = { durationMs: 1500, waveform: "AAECAw" };
  for (const [bytes, said, taken] of [
    [wav, { ...seen, ...spoken }, { mediaType: "audio/wav", ...spoken }],
    [mp4, seen, { mediaType: "video/mp4", ...seen }],
    [mp4, { ...seen, ...spoken }, { mediaType: "audio/mp4", ...spoken }],
    [pdf, { ...seen, ...spoken }, { mediaType: "application/pdf" }],
  ] as const) {
    const id = await uploaded(bytes);
    const { status, body } = await ann.call("POST", "/api/files", { uploadId: id, name: "a", ...said });
    const { mediaType, durationMs, width, height, waveform } = body.attachment;
    expect([status, JSON.parse(JSON.stringify({ mediaType, durationMs, width, height, waveform }))]).toEqual([
      201,
      taken,
    ]);
  }
  for (const wrong of [
    { durationMs: -1 },
    { durationMs: 1.5 },
    { width: 0 },
    { waveform: "a b" },
    { name: "" },
  ])
    expect((await ann.call("POST", "/api/files", { uploadId: "x", name: "a", ...wrong })).status).toBe(422);
});

async function uploaded(bytes: Uint8Array): Promise<string> {
  const path = await begin(ann, bytes.length);
  await patch(ann, path, 0, Uint8Array.from(bytes));
  return path.split("/").at(-1)!;
}
