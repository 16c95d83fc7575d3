// What is behind a link, under the message. Beside our server a few pages of the web are played.
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "playwright/test";

import { type Person, test as base } from "./people";
import { numbered, scrolls } from "./reading";
import { account, by, group, say, two } from "./rest";
import type { Server } from "./server";
import { html, Pages } from "./trouble/pages";

const test = base.extend<object, { server: Server; pages: Pages }>({
  pages: [
    async ({}, use) => {
      const pages = new Pages();
      await pages.open();
      await use(pages);
      pages.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ pages }, use) => {
      const machine = await pages.machine();
      await use({ url: machine.url, stop: machine.close });
      await machine.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

// 2 × 1 px, red.
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwPAfAAcAAf+RYyGrAAAAAElFTkSuQmCC",
  "base64",
);
const card = ({ log }: Person, title: string) => log.getByRole("link", { name: title });
const row = ({ log }: Person, text: string) => log.locator(".message").filter({ hasText: text }).first();
const topOf = (person: Person, text: string) =>
  row(person, text).evaluate((it) => it.getBoundingClientRect().top);
const remover = ({ log }: Person) => log.getByRole("button", { name: "Remove preview for everyone" });

/** A page with everything. */
function menu(pages: Pages, host: string): void {
  const meta = (name: string, content: string) => `<meta property="og:${name}" content="${content}">`;
  pages.hosts.set(host, (response, path) => {
    if (path === "/p.png") response.writeHead(200, { "content-type": "image/png" }).end(PNG);
    else
      html(
        response,
        meta("title", "감자탕 한 그릇") +
          meta("description", "뜨끈해요") +
          meta("site_name", "감자네") +
          meta("image", "/p.png"),
      );
  });
}

test("a link has a card with what is behind it, of which nothing comes from elsewhere", async ({
  people,
  server,
  pages,
}) => {
  menu(pages, "menu.example");
  const { ann, bob } = await two(people, server.url, "Cards on the table");
  const asked: string[] = [];
  for (const { page } of [ann, bob])
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await ann.says("lunch? http://menu.example/today and http://other.example/");
  for (const person of [ann, bob]) {
    const shown = card(person, "감자탕 한 그릇");
    await expect(shown).toContainText("뜨끈해요");
    await expect(shown).toContainText("menu.example · 감자네");
    await expect(shown).toHaveAttribute("href", "http://menu.example/today");
    await expect(shown).toHaveAttribute("rel", "noopener noreferrer");
    // Drawn, by our server.
    await expect.poll(() => shown.locator("img").evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(2);
    await expect(person.log.locator(".preview")).toHaveCount(1);
  }
  // Ann's is on her own colour and has the button.
  await card(ann, "감자탕 한 그릇").hover();
  for (const { page } of [ann, bob])
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().include(".preview").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual(
        [],
      );
    }
  expect(new Set(asked)).toEqual(new Set([server.url]));
});

test("a card moves nothing when it comes, at the end or further up, nor when there is none", async ({
  people,
  server,
  pages,
}) => {
  const waiting = new Map<string, () => void>();
  for (const host of ["slow.example", "none.example"])
    pages.hosts.set(host, (response, path) => {
      const title = host === "slow.example" ? `<title>Slow ${path}</title>` : "nothing";
      waiting.set(host + path, () => html(response, title));
    });
  const { ann, bob, room } = await two(people, server.url, "Steady cards");
  const me = await account(server.url, "test1");
  // More than fits: the list stands at its end.
  await say(me, room, numbered(2, 30));
  const comes = async (link: string, next: string) => {
    await say(me, room, [`see http://${link}`, next]);
    await bob.hears(next);
    await expect(bob.log.locator(".preview").last()).toBeVisible();
    await expect.poll(() => waiting.has(link)).toBe(true);
    const places = () => Promise.all([topOf(bob, link), topOf(bob, next)]);
    const before = await places();
    waiting.get(link)!();
    return { before, places };
  };
  const slow = await comes("slow.example/1", "after the slow one");
  await expect(card(bob, "Slow /1")).toBeVisible();
  expect(await slow.places()).toEqual(slow.before);
  const none = await comes("none.example/1", "after the one without");
  await expect(bob.log.locator(".preview a[aria-busy=true]")).toHaveCount(0);
  expect(await none.places()).toEqual(none.before);
  // There is none: the next time its row is shown, there is no room for it any more.
  const other = await group(me, "A moment aside", [await account(server.url, "test2")]);
  await bob.opens(other.title);
  await bob.opens(room.title);
  await expect(card(bob, "Slow /1")).toBeVisible();
  await expect(bob.log.locator(".preview")).toHaveCount(1);
  await expect(row(bob, "none.example")).toBeVisible();
  expect(ann.faults).toEqual([]);
});

test("whoever scrolls past many cards sees nothing jump", async ({ people, server, pages }) => {
  test.slow();
  menu(pages, "many.example");
  pages.hosts.set("nothing.example", (response) => html(response, "nothing"));
  const [bob, me] = await Promise.all(["test2", "test1"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Many cards", [me!]);
  const texts = numbered(2, 200).map((text, nth) => {
    if (nth % 4 === 0) return `${text} http://many.example/${nth}`;
    return nth % 4 === 2 ? `${text} http://nothing.example/${nth}` : text;
  });
  await say(bob!, room, texts);
  await by(me!, "PUT", `/api/rooms/${room.id}/reading`, { seq: 200 });
  const [ann] = await people(1);
  await ann.opens(room.title);
  await expect(ann.log.locator(".preview").last()).toBeVisible();
  // The second time it is known what is where.
  for (const [step, seq] of [
    [-90, 2],
    [90, 200],
    [-90, 2],
  ] as const) {
    const { jumps, isInOrder } = await scrolls(ann, step, seq);
    expect([jumps, isInOrder]).toEqual([[], true]);
  }
});

test("its author removes the card for everyone; others cannot", async ({ people, server, pages }) => {
  menu(pages, "again.example");
  const { ann, bob, room } = await two(people, server.url, "Without a card");
  await ann.says("look: http://again.example/");
  for (const person of [ann, bob]) await expect(card(person, "감자탕 한 그릇")).toBeVisible();
  await expect(remover(bob)).toHaveCount(0);
  await row(ann, "look").hover();
  await remover(ann).click();
  for (const person of [ann, bob]) await expect(person.log.locator(".preview")).toHaveCount(0);
  await bob.page.reload();
  await bob.isInRoom(room.title);
  await expect(row(bob, "look")).toBeVisible();
  const { messages } = (await by(
    await account(server.url, "test2"),
    "GET",
    `/api/rooms/${room.id}/messages`,
  )) as {
    messages: { noPreview?: true }[];
  };
  expect(messages.at(-1)!.noPreview).toBe(true);
  await expect(bob.log.locator(".preview")).toHaveCount(0);
});

test("the room's info has its links by month, as they come, change and go; a press opens one, or shows its message", async ({
  people,
  server,
  pages,
}) => {
  menu(pages, "listed.example");
  const [bob, me] = await Promise.all(["test2", "test1"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Worth reading", [me!]);
  await say(bob!, room, ["see **http://listed.example/first** and <http://other.example/>, a.com"]);
  // The first ones are on the second page.
  const last = await say(
    bob!,
    room,
    Array.from({ length: 70 }, (_, n) => `see http://listed.example/${n}`),
  );
  await say(bob!, room, ["`http://in.code`", ...numbered(last + 2, last + 40)]);
  await by(me!, "PUT", `/api/rooms/${room.id}/reading`, { seq: last + 40 });
  const [ann] = await people(1);
  await ann.opens(room.title);
  await ann.looksIntoRoom();
  let previews = 0;
  ann.page.on("request", (request) => (previews += Number(request.url().includes("/api/previews?"))));
  await ann.info.getByRole("button", { name: "Links" }).click();
  const shared = ann.page.getByRole("dialog", { name: "Photos, files and links" });
  const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" }).format(Date.now());
  await expect(shared.getByRole("heading", { level: 3 })).toHaveText([month]);
  const newest = shared.getByRole("link").first();
  await expect(newest).toHaveAccessibleName(/^감자탕 한 그릇 http:\/\/listed\.example\//);
  await expect(newest).toHaveAttribute("target", "_blank");
  await expect(newest).toHaveAttribute("rel", "noopener noreferrer");
  await expect(shared.getByText("in.code")).toHaveCount(0);
  for (const colorScheme of ["light", "dark"] as const) {
    await ann.page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page: ann.page })
      .setLegacyMode()
      .include(".shared")
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: at }) => at).join(" ")}`)).toEqual(
      [],
    );
  }
  // Only those in view are asked for.
  expect(previews).toBeLessThan(30);

  const added = await say(bob!, room, ["new: http://listed.example/new"]);
  await expect(newest).toHaveAttribute("href", "http://listed.example/new");
  await by(bob!, "PATCH", `/api/rooms/${room.id}/messages/${added}`, { text: "now https://edited.example/" });
  await expect(newest).toHaveAccessibleName("edited.example https://edited.example/");
  await by(bob!, "PATCH", `/api/rooms/${room.id}/messages/${added - 1}`, {
    text: "had none: http://was.example/",
  });
  await expect(shared.getByRole("link").nth(1)).toHaveAttribute("href", "http://was.example/");
  await by(bob!, "DELETE", `/api/rooms/${room.id}/messages/${added}`);
  await expect(newest).toHaveAttribute("href", "http://was.example/");

  const oldest = shared.getByRole("link", { name: "http://listed.example/first" });
  await expect(async () => {
    await shared.locator(".shared").evaluate((one) => one.scrollTo(0, one.scrollHeight));
    await expect(oldest).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(shared.getByRole("link").last()).toHaveAttribute("href", "http://other.example/");
  await expect(shared.getByRole("link", { name: "a.com" })).toHaveCount(0);
  // The browser cannot reach that web.
  await ann.page.context().route("http://listed.example/**", (route) => route.fulfill({ body: "there" }));
  const opened = ann.page.context().waitForEvent("page");
  await oldest.click();
  await (await opened).waitForURL("http://listed.example/first");
  await (await opened).close();
  await shared
    .getByRole("button", { name: /^Hash Brown · / })
    .last()
    .click();
  await expect(shared).toHaveCount(0);
  await expect(row(ann, "listed.example/first")).toBeInViewport();
});

base(
  "where the server has previews off there is no card, and none is asked for",
  async ({ people, server }) => {
    const [ann, bob] = await people(2);
    const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const room = await group(me!, "No card at all", [other!]);
    const asked: string[] = [];
    bob.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await Promise.all([ann.opens(room.title), bob.opens(room.title)]);
    await ann.says("see http://menu.example/today");
    await expect(bob.log.getByRole("link", { name: "http://menu.example/today" })).toBeVisible();
    await ann.says("no more");
    await bob.hears("no more");
    await expect(bob.log.locator(".preview")).toHaveCount(0);
    expect(asked.filter((path) => path.startsWith("/api/previews"))).toEqual([]);
  },
);
