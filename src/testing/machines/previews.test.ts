import { afterAll, beforeAll, expect, test } from "bun:test";

import { GREEN, png } from "../fixtures/pictures";
import { guests } from "../people/guests";
import { on, openRig, rig } from "../servers/rigs";
import { Web } from "../servers/web";

// Each machine fetches a page for itself, once; a picture that one of them has made is found on all.

let web: Web;

beforeAll(async () => {
  web = await Web.open();
  await openRig({ isLight: true, env: web.env });
}, 60_000);
afterAll(async () => {
  await rig.close();
  await web.close();
}, 30_000);

test("a page is fetched once by each machine, and its picture is found on the other", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("두 대");
  web.page("twice.example/", `<title>Twice</title><meta property="og:image" content="/p.png">`);
  web.sites.set("twice.example/p.png", (_, response) => {
    response.writeHead(200, { "content-type": "image/png" });
    response.end(png(80, 40, () => GREEN));
  });
  const link = "http://twice.example/";
  const { seq } = (await ann.says(room, link)).body.message;
  const query = new URLSearchParams({ url: link, roomId: room.id, seq: String(seq) });
  const previewOn = (nth: number) =>
    on(nth, async () => (await ann.call("GET", `/api/previews?${query}`)).body);
  const found = [await previewOn(0), await previewOn(1), await previewOn(0), await previewOn(1)];
  expect(found.map(({ title }) => title)).toEqual(["Twice", "Twice", "Twice", "Twice"]);
  expect(web.asked.filter((place) => place === "twice.example/")).toHaveLength(2);
  for (const nth of [0, 1])
    for (const { imageId } of found) {
      const url = `${rig.machines[nth]!.url}/api/previews/images/${imageId}`;
      const headers = { authorization: `Bearer ${ann.token}` };
      const bytes = await (await fetch(url, { headers })).bytes();
      expect(await new Bun.Image(bytes).metadata()).toEqual({ width: 80, height: 40, format: "webp" });
    }
  // Removed on one, gone on the other.
  await on(0, () => ann.call("DELETE", `/api/rooms/${room.id}/messages/${seq}/preview`));
  expect((await on(1, () => ann.call("GET", `/api/previews?${query}`))).status).toBe(404);
}, 30_000);
