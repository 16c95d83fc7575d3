import { expect, type Page } from "playwright/test";

import { test } from "./people";
import { account, type Account, by, group, say, two } from "./rest";
import { pdf, picture, shareNew, voice } from "./shown/files";
import { mentioned, reactions } from "./vectors/changed";
import { elements } from "./vectors/elements";
import { marked, typed } from "./vectors/markdown";
import { others, short } from "./vectors/others";

// User input is shown as text everywhere, and never becomes an element, a handler, a request or code.

const all = Object.values({ ...elements, ...others }).flat();
// Vectors per message: all messages must fit into one history page of 50.
const A_MESSAGE = 6;

declare global {
  interface Window {
    ran: string[];
  }
}

/** Functions that a vector would call report it; what it would load is seen as a request. */
async function listen(page: Page, url: string): Promise<string[]> {
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== url) foreign.push(request.url());
  });
  page.on("dialog", (dialog) => {
    foreign.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    window.ran = [];
    for (const name of ["alert", "confirm", "prompt", "msgbox"])
      Object.assign(window, { [name]: () => window.ran.push(name) });
  });
  await page.reload();
  return foreign;
}

/** Everything in the page that our code never creates: inline handlers, script URLs, other elements. */
const strange = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = [...window.ran];
    const never =
      "script:not([src^='/']), iframe, frame, object, embed, base, math, portal, applet, template, xss, plaintext, foreignObject, set, animate, audio, video, style:not(head style)";
    for (const one of document.querySelectorAll(never)) found.push(one.outerHTML.slice(0, 100));
    for (const one of document.querySelectorAll("*"))
      for (const { name, value } of one.attributes) {
        const isAddress = /^(href|src|srcset|action|formaction|data|poster|xlink:href)$/.test(name);
        const isCode = isAddress && /^\W*(javascript|vbscript|data|blob|file)/i.test(value);
        // The potato is drawn here, without a word of anybody's.
        if (one.matches("link[rel=icon], .rail-potato img") && value.startsWith("data:image/svg+xml,"))
          continue;
        if (name.startsWith("on") || name === "srcdoc" || isCode) found.push(`${name}=${value}`);
      }
    // In a message there may be what Markdown makes, elsewhere in texts there are no elements.
    const made = new Set(
      "A BDI BLOCKQUOTE BUTTON CODE DEL DIV EM LI OL PATH PRE SPAN STRONG SVG UL".split(" "),
    );
    const named = new Set(
      "aria-hidden aria-label class d data-language dir height href rel role tabindex target title translate type viewBox width".split(
        " ",
      ),
    );
    for (const text of document.querySelectorAll(
      ".bubble, .event, .room-name, .room-last, .author, .quoted span, .reaction span, .reactors h3, .notice span, .file-name span, .card-words small",
    ))
      for (const inside of text.querySelectorAll("*")) {
        const isOurs = text.matches(".bubble") && made.has(inside.tagName.toUpperCase());
        if (!isOurs || inside.getAttributeNames().some((name) => !named.has(name)))
          found.push(inside.outerHTML.slice(0, 100));
      }
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".bubble a")) {
      const isSafe = /^(?:https?|mailto):$/.test(link.protocol) && link.rel === "noopener noreferrer";
      const names = link.getAttributeNames().sort().join(" ");
      if (!isSafe || names !== "dir href rel target") found.push(link.outerHTML.slice(0, 200));
    }
    return found;
  });

const unticked = (text: string): string => text.replaceAll("`", "");

async function showsAsText(page: Page, foreign: string[]): Promise<void> {
  expect(await strange(page)).toEqual([]);
  expect(foreign).toEqual([]);
}

const fits = (text: string, length: number): boolean =>
  text.length <= length && text === text.normalize("NFC").trim() && !/[\p{Cc}\p{Cf}\u2028]/u.test(text);

test("no message, title or topic becomes anything but text", async ({ people, server }) => {
  test.setTimeout(60_000);
  expect(new Set(all).size).toBeGreaterThanOrEqual(157);
  const [ann] = await people(1);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const texts = Array.from({ length: Math.ceil(all.length / A_MESSAGE) }, (_, nth) =>
    // One vector per line.
    all
      .slice(nth * A_MESSAGE, (nth + 1) * A_MESSAGE)
      .join("\n")
      .trim(),
  );
  const room = await group(other!, "<img src=x onerror=alert(1)>", [me!]);
  const seq = await say(other!, room, texts);
  await say(other!, room, [all[0]!], seq);
  const titles = all
    .filter((text) => fits(text, 50))
    .filter((_, nth) => nth % 4 === 0)
    .slice(0, 40);
  const renamed = await group(other!, "To be renamed", [me!]);
  for (const title of titles) await by(other!, "PATCH", `/api/rooms/${renamed.id}`, { title });
  const topic = all
    .filter((text) => fits(text, 60))
    .slice(0, 3)
    .join(" ");
  await by(other!, "PATCH", `/api/rooms/${renamed.id}`, { topic });

  await ann.page.setViewportSize({ width: 1280, height: 9000 });
  const foreign = await listen(ann.page, server.url);
  await ann.opens(room.title);
  await expect(ann.log.locator(".bubble")).toHaveCount(texts.length + 1);
  const shown = await ann.log.locator(".bubble").evaluateAll((some) => some.map((one) => one.textContent));
  // What turns the direction of the text after it is not shown.
  const seen = texts.map((text) => text.replaceAll(/[\u202A-\u202E]/gu, ""));
  // Two backticks in a line are marks.
  expect(shown.map(unticked)).toEqual([...seen, all[0]!].map(unticked));
  expect(await ann.log.locator(".bubble a").count()).toBeGreaterThan(10);
  await showsAsText(ann.page, foreign);

  await ann.opens(titles.at(-1)!);
  // Each system message of the newest page has one title, in a sentence in the reader's language.
  await expect(ann.log.locator(".event")).toContainText(titles);
  await ann.looksIntoRoom();
  await expect(ann.info).toContainText(topic);
  await showsAsText(ann.page, foreign);
});

test("no mark becomes anything but our own elements", async ({ people, server }) => {
  expect(typed.length + marked.length).toBeGreaterThanOrEqual(60);
  const [ann] = await people(1);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(other!, "Marked vectors", [me!]);
  const texts = Array.from({ length: Math.ceil(typed.length / A_MESSAGE) }, (_, nth) =>
    typed.slice(nth * A_MESSAGE, (nth + 1) * A_MESSAGE).join("\n"),
  );
  await say(other!, room, [...texts, ...marked]);
  await ann.page.setViewportSize({ width: 1280, height: 9000 });
  const foreign = await listen(ann.page, server.url);
  await ann.opens(room.title);
  const bubbles = ann.log.locator(".bubble");
  await expect(bubbles).toHaveCount(texts.length + marked.length);
  // Everything has been loaded, the colours of code last.
  await expect(ann.log.locator(".code").first().locator("pre span")).not.toHaveCount(0);
  const shown = await bubbles.evaluateAll((some) => some.map((one) => one.textContent));
  expect(shown.slice(0, texts.length)).toEqual(texts);
  for (const name of ["strong", "em", "del", "code", "pre", "blockquote", "li", "a"])
    await expect(bubbles.locator(name), name).not.toHaveCount(0);
  await showsAsText(ann.page, foreign);
});

test("no edit, mention, quote or notice becomes anything but text, as it comes and when it is loaded", async ({
  people,
  server,
}) => {
  test.setTimeout(60_000);
  const { ann, room } = await two(people, server.url, "Edited vectors");
  const me = await account(server.url, "test1");
  const single = [...mentioned(me.id), ...marked];
  const plain = [...all, ...typed];
  const texts = [
    ...Array.from({ length: Math.ceil(plain.length / (2 * A_MESSAGE)) }, (_, nth) =>
      plain
        .slice(nth * 2 * A_MESSAGE, (nth + 1) * 2 * A_MESSAGE)
        .join("\n")
        .trim(),
    ),
    ...single.slice(0, 22),
  ];
  expect(plain.length + 22).toBeGreaterThanOrEqual(230);
  await ann.page.setViewportSize({ width: 1280, height: 9000 });
  const foreign = await listen(ann.page, server.url);
  await ann.isInRoom(room.title);
  const first = 2;
  await say(
    me,
    room,
    texts.map((_, nth) => `before ${nth}`),
  );
  const last = await say(me, room, ["an answer"], first);
  await ann.hears("an answer");
  const at = (seq: number) => `/api/rooms/${room.id}/messages/${seq}`;
  for (const [nth, text] of texts.entries()) await by(me, "PATCH", at(first + nth), { text });
  await by(me, "PUT", `/api/rooms/${room.id}/pins/${first}`);
  await by(me, "PATCH", at(last), { text: all[0]! });
  const bubbles = ann.log.locator(".bubble");
  const look = async () => {
    await expect(bubbles).toHaveCount(texts.length + 1);
    await expect(bubbles.last()).toHaveText(all[0]!);
    await expect(ann.page.getByRole("complementary", { name: "Notice" })).toContainText(all[0]!);
    const shown = await bubbles.evaluateAll((some) => some.map((one) => one.textContent));
    const seen = texts.map((text) => text.replaceAll(/[\u202A-\u202E]/gu, ""));
    const isText = texts.map((_, nth) => nth < texts.length - single.length);
    for (const [nth, text] of seen.entries())
      if (isText[nth]) expect(unticked(shown[nth]!)).toBe(unticked(text));
    await showsAsText(ann.page, foreign);
  };
  await look();
  await ann.page.reload();
  await ann.isInRoom(room.title);
  await look();
});

test("what is no emoji is refused as a reaction, and from a forged server it is only text", async ({
  people,
  server,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Forged reactions", ["react to this"]);
  const me = await account(server.url, "test1");
  const path = `/api/rooms/${room.id}/messages/2/reactions`;
  const hostile = [...reactions, ...short];
  for (const text of [...hostile, ...all.filter((one) => one.length < 100)]) {
    const headers = { authorization: `Bearer ${me.token}` };
    const url = `${server.url}${path}/${encodeURIComponent(text)}`;
    const { status } = await fetch(url, { method: "PUT", headers });
    expect([text, status]).toEqual([text, 422]);
  }
  expect(await by(me, "GET", path)).toEqual({ reactions: [] });

  const forged = hostile.slice(0, 20).map((emoji, nth) => ({ emoji, count: nth + 1 }));
  await ann.page.routeWebSocket("**/ws", (socket) => {
    const upstream = socket.connectToServer();
    upstream.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; messages?: { reactions: object[] }[] };
      if (frame.type === "messages.changed") for (const one of frame.messages!) one.reactions = forged;
      socket.send(JSON.stringify(frame));
    });
  });
  await ann.page.route(`**${path}`, (route) =>
    route.fulfill({ json: { reactions: forged.map((one) => ({ ...one, users: [] })) } }),
  );
  const foreign = await listen(ann.page, server.url);
  await ann.isInRoom(room.title);
  await ann.hears("react to this");
  await by(me, "PUT", `${path}/${encodeURIComponent("👍")}`);
  await bob.hears("react to this");
  const chips = ann.log.getByRole("group", { name: "Reactions" }).getByRole("button");
  await expect(chips).toHaveText(forged.map(({ emoji, count }) => `${emoji} ${count}`));
  await showsAsText(ann.page, foreign);
  await ann.log.locator(".message").last().click({ button: "right" });
  await ann.page.getByRole("menuitem", { name: "Who reacted" }).click();
  await expect(ann.dialog.locator(".reactors h3")).toHaveCount(forged.length);
  await showsAsText(ann.page, foreign);
});

test("no nickname, status or intro becomes anything but text", async ({ people, server }) => {
  test.setTimeout(60_000);
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const faces = await Promise.all(short.map((text, nth) => signUp(server.url, text, nth)));
  for (const { id } of faces) await by(me, "PUT", `/api/friends/${id}`, {});
  const room = await group(me, "Faces", faces);
  for (const face of faces) await say(face, room, [all[0]!]);

  await ann.page.setViewportSize({ width: 1280, height: 4000 });
  const foreign = await listen(ann.page, server.url);
  await ann.goesTo("Friends");
  for (const text of short) await expect(ann.friend(text)).toBeVisible();
  await ann.looksAt(short[0]!);
  await expect(ann.dialog).toContainText(short[1]!);
  await showsAsText(ann.page, foreign);
  await ann.closes();
  await ann.opens(room.title);
  await expect(ann.log.locator(".author")).toHaveText(short);
  await showsAsText(ann.page, foreign);

  // Names that affect neighbouring text (bidi controls) or are invisible are refused.
  for (const nickname of [
    "a\u202eb<c>",
    "<b>\u2028x",
    "\u200b<i>\u200b",
    "<s>\nx",
    "\u2066<s>\u2069",
    "a\0b",
  ]) {
    const body = { username: "no.such.name", password: "hot-potato-soup", nickname };
    const { status } = await fetch(`${server.url}/api/users`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect([nickname, status]).toEqual([nickname, 422]);
  }
});

/** A person whose profile consists of vectors. */
async function signUp(url: string, nickname: string, nth: number): Promise<Account> {
  const draft = { username: `vector.${nth}`, password: "hot-potato-soup", nickname, client: "app" };
  const { user, accessToken } = (await by({ url, token: "" }, "POST", "/api/users", draft)) as {
    user: { id: string };
    accessToken: string;
  };
  const face = { id: user.id, url, token: accessToken };
  const text = short[(nth + 1) % short.length]!;
  await by(face, "PATCH", "/api/me", { status: text, intro: text });
  return face;
}

test("no name, type, waveform or blur of a file becomes anything but text, not even from a forged server", async ({
  people,
  server,
}) => {
  test.setTimeout(120_000);
  const [ann] = await people(1);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(other!, "Vectors in names", [me!]);
  // The server leaves out what no name needs; what it leaves in is shown as it is.
  const names = all.filter((_, nth) => nth % 12 === 0).map((name) => `${name}.pdf`);
  for (const name of names) await shareNew(other!, room, [{ ...pdf, name }]);
  const forged = await shareNew(other!, room, [picture("a.png"), voice(1), pdf, pdf]);
  const answered = await say(other!, room, ["an answer"], forged);
  await ann.page.setViewportSize({ width: 1280, height: 9000 });
  const foreign = await listen(ann.page, server.url);

  let vector = "";
  await ann.page.route(`**/api/rooms/${room.id}/*`, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { messages?: { seq: number; attachments: object[] }[] };
    for (const message of body.messages ?? []) if (message.seq === forged) message.attachments.forEach(forge);
    await route.fulfill({ response: answer, json: body });
  });
  const forge = (file: { mediaType?: string; waveform?: string; blurhash?: string }) => {
    const isCard = file.mediaType === "application/pdf";
    Object.assign(file, { name: vector, ...(isCard ? { mediaType: vector } : {}) });
    if (file.waveform) file.waveform = vector;
    if (file.blurhash) file.blurhash = vector;
  };
  for (vector of all.filter((_, nth) => nth % 30 === 0)) {
    await ann.page.goto(`${server.url}/rooms/${room.id}`);
    await ann.isInRoom(room.title);
    const row = ann.log.locator(`[data-key="${forged}"]`);
    const name = row.locator(".card-words .file-name").first();
    await expect(name).toHaveCount(1);
    const flat = (text: string) => text.replaceAll(/[\u202A-\u202E\s]/gu, "");
    expect(flat((await name.textContent())!)).toBe(flat(vector));
    expect(flat((await row.locator(".photo img").getAttribute("alt"))!)).toBe(flat(vector));
    await showsAsText(ann.page, foreign);
  }
  await row(ann.page, forged).locator(".photo button").click();
  await expect(ann.page.getByRole("dialog").locator(".viewed img")).toHaveCount(2);
  await showsAsText(ann.page, foreign);
  await ann.page.keyboard.press("Escape");
  await ann.looksIntoRoom();
  await ann.info.getByRole("button", { name: "Files", exact: true }).click();
  await expect(ann.page.getByRole("dialog").locator(".card-file")).not.toHaveCount(0);
  await showsAsText(ann.page, foreign);
  await expect(ann.log.locator(`[data-key="${answered}"] .quoted`)).toContainText("Photo");
});

const row = (page: Page, seq: number) => page.getByRole("log").locator(`[data-key="${seq}"]`);
