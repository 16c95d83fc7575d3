import { expect } from "playwright/test";

import { InputMethod } from "./keyboard/ime";
import { type Person, test } from "./people";
import { numbered, row, standsStill } from "./reading";
import { account, by, group, say, two } from "./rest";
import { areFindable, finder, hits, searches, searchesEverywhere, searchField } from "./search/finder";
import { pdf, shareNew } from "./shown/files";

const marked = (person: Person) => hits(person).locator("mark");

test("Ctrl+F finds while a syllable is being composed, and marks what it has found", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "Half a syllable");
  const me = await account(server.url, "test1");
  await say(me, room, ["어제 검색했어요", "오늘 점심은 김치찌개", "nothing of the kind"]);
  await areFindable(me, room, "검색", 1);
  await ann.page.keyboard.press("Control+f");
  await expect(searchField(ann)).toBeFocused();
  const keyboard = await InputMethod.of(ann.page);
  await keyboard.composes("ㄱ", "거", "검");
  await keyboard.letsGoOf("검");
  await keyboard.composes("ㅅ", "새");
  await expect(hits(ann)).toHaveText([/어제 검색했어요/]);
  await expect(marked(ann)).toHaveText(["검색"]);
  await keyboard.composes("색");
  await expect(hits(ann)).toHaveText([/어제 검색했어요/]);
  // The Enter that ends the syllable goes nowhere.
  await keyboard.pressesEnterOver("색", "nothing");
  await expect(searchField(ann)).toHaveValue("검색");
  await expect(searchField(ann)).toBeFocused();
  await searchField(ann).fill(" ㄱㅊㅉㄱ ");
  await expect(hits(ann)).toHaveText([/오늘 점심은 김치찌개/]);
  await searchField(ann).fill("없는말이에요");
  await expect(finder(ann)).toContainText("No messages found.");
});

test("keys walk through the results, go to a message, back to the results, and back to where one was", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "There and back");
  const me = await account(server.url, "test1");
  const texts = Array.from({ length: 150 }, (_, n) => `chapter c${n + 2}${" potato".repeat(n % 9)}`);
  const last = await say(me, room, texts);
  await areFindable(me, room, "c31", 1);
  await ann.log.press("PageUp");
  await ann.page.keyboard.press("PageUp");
  await ann.page.keyboard.press("PageUp");
  await expect(row(ann, last)).not.toBeInViewport();
  await ann.field.focus();
  const before = await inView(ann);

  await searches(ann, "c3");
  await expect(hits(ann).first()).toHaveAttribute("aria-selected", "true");
  await expect(hits(ann).first()).toContainText("c39");
  await ann.page.keyboard.press("ArrowUp");
  await expect(hits(ann).first()).toHaveAttribute("aria-selected", "true");
  for (let n = 0; n < 8; n++) await ann.page.keyboard.press("ArrowDown");
  const chosen = hits(ann).and(ann.page.locator("[aria-selected=true]"));
  await expect(chosen).toContainText("c31");
  const id = await chosen.getAttribute("id");
  await expect(searchField(ann)).toHaveAttribute("aria-activedescendant", id!);
  await ann.page.keyboard.press("Enter");
  await expect(row(ann, 31)).toBeInViewport();
  await expect(row(ann, 31)).toBeFocused();
  await expect(row(ann, 31)).toHaveClass(/lit/);
  // What was found stays beside it.
  await expect(chosen).toContainText("c31");
  await expect(chosen).toBeInViewport();

  await leavesMessage(ann);
  await expect(searchField(ann)).toBeFocused();
  await expect(searchField(ann)).toHaveValue("c3");
  await ann.page.keyboard.press("Escape");
  await expect(finder(ann)).toHaveCount(0);
  await expect(row(ann, before)).toBeInViewport();
  await expect(row(ann, last)).not.toBeInViewport();
  // The message had it for a moment.
  await standsStill(ann);
  await expect(ann.field).toBeFocused();
});

test("Ctrl+Shift+F finds in all chats, opens the one of a message, and leads back", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "Wheretofore");
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const far = await group(other!, "Thereafter", [me!]);
  await say(other!, far, ["the quagga stands here", ...numbered(3, 120)]);
  await say(me!, room, ["a quagga, too"]);
  await Promise.all([areFindable(me!, far, "quagga", 1), areFindable(me!, room, "quagga", 1)]);
  await ann.goesTo("Friends");
  await searchesEverywhere(ann, "QUAGGA");
  await expect(hits(ann)).toHaveText([/Wheretofore.*a quagga, too/, /Thereafter.*the quagga stands here/]);
  await expect(marked(ann)).toHaveText(["quagga", "quagga"]);
  await hits(ann).last().click();
  await ann.isInRoom(far.title);
  await expect(row(ann, 2)).toBeInViewport();
  await expect(row(ann, 2)).toBeFocused();
  await expect(hits(ann)).toHaveCount(2);
  await hits(ann).first().click();
  await ann.isInRoom(room.title);
  await expect(row(ann, 2)).toBeFocused();
  await ann.page.keyboard.press("Escape");
  await expect(searchField(ann)).toBeFocused();
  await ann.page.keyboard.press("Escape");
  await expect(finder(ann)).toHaveCount(0);
  await expect(ann.page).toHaveURL(/\/friends$/);
  await ann.isInRoom(room.title);

  // Without the room it looks in all of them, and with another Ctrl+F in the one that is open.
  await searches(ann, "quagga");
  await expect(hits(ann)).toHaveCount(1);
  await finder(ann).getByRole("button", { name: "In Wheretofore Remove filter" }).click();
  await expect(hits(ann)).toHaveCount(2);
  await ann.page.keyboard.press("Control+f");
  await expect(hits(ann)).toHaveCount(1);
});

test("from the field, Ctrl+F is the browser's own", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Own search");
  await ann.page.evaluate(() => {
    const seen: boolean[] = [];
    Object.assign(window, { seen });
    window.addEventListener("keydown", (event) => event.key === "f" && seen.push(event.defaultPrevented));
  });
  const seen = () => ann.page.evaluate(() => (window as unknown as { seen: boolean[] }).seen);
  await ann.page.keyboard.press("Control+f");
  await expect(searchField(ann)).toBeFocused();
  await ann.page.keyboard.press("Control+f");
  expect(await seen()).toEqual([true, false]);
  await ann.page.keyboard.press("Escape");
  await expect(ann.field).toBeFocused();
});

test("an answer that comes late never stands in the place of a newer one", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Late answers");
  const me = await account(server.url, "test1");
  await say(me, room, ["the early bird", "the worm"]);
  await areFindable(me, room, "the", 2);
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  await ann.page.route(/\/api\/search\?.*q=early/, async (route) => {
    await held;
    // The page has given it up.
    await route.continue().catch(() => undefined);
  });
  const cancelled = ann.page.waitForEvent("requestfailed", (one) => one.url().includes("q=early"));
  const asked = ann.page.waitForRequest(/q=early/);
  await searches(ann, "early");
  await asked;
  await searchField(ann).fill("worm");
  await expect(hits(ann)).toHaveText([/the worm/]);
  expect((await cancelled).failure()?.errorText).toBe("net::ERR_ABORTED");
  release();
  // The next answer is the fence.
  await searchField(ann).fill("the");
  await expect(hits(ann)).toHaveText([/the worm/, /the early bird/]);
});

test("a search is asked for once someone pauses, not for each letter", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Letters");
  const me = await account(server.url, "test1");
  await say(me, room, ["rutabaga"]);
  await areFindable(me, room, "rutabaga", 1);
  const asked: string[] = [];
  ann.page.on("request", (one) => {
    const url = new URL(one.url());
    if (url.pathname === "/api/search") asked.push(url.searchParams.get("q")!);
  });
  await ann.page.keyboard.press("Control+f");
  // Within one task, so that there is no pause between them.
  await searchField(ann).evaluate((input: HTMLInputElement) => {
    for (const letter of "rutabaga") {
      input.value += letter;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await expect(hits(ann)).toHaveCount(1);
  expect(asked).toEqual(["rutabaga"]);
});

test("filters narrow it down, and go one by one", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Filtered");
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  await say(me!, room, ["kohlrabi of mine"]);
  await say(other!, room, ["kohlrabi of hers", "kohlrabi at https://example.com/"]);
  await shareNew(other!, room, [pdf], "kohlrabi on paper");
  await areFindable(me!, room, "kohlrabi", 4);
  await searches(ann, "kohlrabi");
  await expect(hits(ann)).toHaveCount(4);
  await finder(ann).getByRole("button", { name: "Filters" }).click();
  const filters = finder(ann).getByRole("group", { name: "Filters" });
  await filters.getByRole("textbox", { name: "Find a person" }).fill("hash");
  await filters.getByRole("button", { name: "Hash Brown" }).click();
  await expect(hits(ann)).toHaveText([/on paper/, /example/, /of hers/]);
  await filters.getByRole("radio", { name: "Link" }).check();
  await expect(hits(ann)).toHaveText([/example/]);
  await filters.getByRole("radio", { name: "File" }).check();
  await expect(hits(ann)).toHaveText([/on paper/]);
  const chip = (name: RegExp) =>
    finder(ann).getByRole("list", { name: "Active filters" }).getByRole("button", { name });
  await chip(/^With: File/).click();
  await expect(hits(ann)).toHaveCount(3);
  await expect(filters.getByRole("radio", { name: "Anything" })).toBeChecked();

  const today = await ann.page.evaluate(() => new Date().toLocaleDateString("sv"));
  await filters.getByLabel("Since").fill(today);
  await filters.getByLabel("Until").fill(today);
  await expect(chip(/^Since/)).toBeVisible();
  await expect(chip(/^Until/)).toBeVisible();
  await expect(hits(ann)).toHaveCount(3);
  // The day before begins and ends earlier: the other end goes.
  await filters.getByLabel("Until").fill("2020-01-01");
  await expect(chip(/^Since/)).toHaveCount(0);
  await expect(finder(ann)).toContainText("No messages found.");
  await chip(/^Until 1 Jan 2020/).press("Enter");
  await expect(hits(ann)).toHaveCount(3);
  await expect(chip(/^From Hash Brown/)).toBeFocused();
  await ann.page.keyboard.press("Enter");
  await expect(hits(ann)).toHaveCount(4);
});

test("what was searched for is kept in this browser, until it is removed or its user signs out", async ({
  people,
  server,
  again,
}) => {
  const { bob, room } = await two(people, server.url, "Again and again");
  const other = await account(server.url, "test2");
  await say(other, room, ["parsnip", "turnip"]);
  await areFindable(other, room, "nip", 2);
  // In a browser of its own: this session ends.
  const ann = await again(bob, "1234");
  await ann.opens(room.title);
  for (const query of ["parsnip", "turnip"]) {
    await searches(ann, query);
    await expect(hits(ann)).toHaveText([new RegExp(query)]);
    await ann.page.keyboard.press("Enter");
    await expect(row(ann, query === "parsnip" ? 2 : 3)).toBeFocused();
    await leavesMessage(ann);
    await ann.page.keyboard.press("Escape");
    await expect(finder(ann)).toHaveCount(0);
  }
  await ann.page.reload();
  await ann.isInRoom(room.title);
  await searches(ann, "");
  const recent = finder(ann).getByRole("list", { name: "Recent searches" }).getByRole("listitem");
  await expect(recent).toHaveText(["turnip", "parsnip"]);
  await recent.first().getByRole("button", { name: "Remove turnip" }).press("Enter");
  await expect(recent).toHaveText(["parsnip"]);
  await expect(recent.getByRole("button", { name: "Remove parsnip" })).toBeFocused();
  await recent.getByRole("button", { name: "parsnip", exact: true }).click();
  await expect(searchField(ann)).toHaveValue("parsnip");
  await expect(hits(ann)).toHaveText([/parsnip/]);
  await searchField(ann).press("Escape");
  const kept = () =>
    ann.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("potato.habits.")));
  // What was searched for, and which chats were opened.
  expect(await kept()).toHaveLength(2);
  await ann.signsOut();
  expect(await kept()).toEqual([]);
});

test("a text is a text, whatever it looks like", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Texts");
  const me = await account(server.url, "test1");
  const text = `<b>salsify</b> & <img src=x onerror="document.title='got you'">`;
  await say(me, room, [text]);
  await areFindable(me, room, "salsify", 1);
  await searches(ann, "salsify");
  await expect(hits(ann).locator(".hit-text")).toHaveText(text);
  await expect(marked(ann)).toHaveText(["salsify"]);
  await expect(hits(ann).locator("img, b")).toHaveCount(0);
  await searchField(ann).fill("<img src=x onerror");
  await expect(marked(ann).first()).toContainText("<img");
  await ann.page.keyboard.press("Enter");
  await expect(row(ann, 2)).toBeFocused();
  await leavesMessage(ann);
  await ann.page.keyboard.press("Escape");
  // It is a recent search now, too.
  await searches(ann, "");
  const recent = finder(ann).getByRole("list", { name: "Recent searches" });
  await expect(recent.getByRole("listitem")).toHaveText(["<img src=x onerror"]);
  await expect(ann.page).not.toHaveTitle(/got you/);
});

test("more than a hundred characters are cut, and the page says so", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Too long");
  const asked = ann.page.waitForRequest(/\/api\/search\?/);
  await searches(ann, "감".repeat(101));
  await expect(searchField(ann)).toHaveValue("감".repeat(100));
  await expect(finder(ann).getByText("Only the first 100 characters are searched.")).toBeVisible();
  expect(new URL((await asked).url()).searchParams.get("q")).toBe("감".repeat(100));
  await expect(finder(ann)).toContainText("No messages found.");
  // A composition goes on, and is cut once it ends.
  const keyboard = await InputMethod.of(ann.page);
  await keyboard.composes("ㄱ", "가");
  await expect(searchField(ann)).toHaveValue("감".repeat(100) + "가");
  await keyboard.letsGoOf("가");
  await expect(searchField(ann)).toHaveValue("감".repeat(100));
  await searchField(ann).fill("감");
  await expect(finder(ann).getByText("Only the first 100 characters")).toHaveCount(0);
});

test("more are loaded on the way to the end, and a failure can be tried again", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "A hundred");
  const me = await account(server.url, "test1");
  await say(
    me,
    room,
    Array.from({ length: 75 }, (_, n) => `celeriac no. ${n + 1}`),
  );
  await areFindable(me, room, "celeriac", 75);
  let isDown = true;
  await ann.page.route(/\/api\/search\?/, (route) => (isDown ? route.abort() : route.continue()));
  ann.allowed.push((fault) => fault.includes("/api/search"));
  await searches(ann, "celeriac");
  await expect(finder(ann).getByRole("alert")).toContainText("The search didn't work.");
  isDown = false;
  await finder(ann).getByRole("button", { name: "Try again" }).click();
  await expect(hits(ann).first()).toContainText("celeriac no. 75");
  await searchField(ann).focus();
  for (const count of [30, 60, 75]) {
    await expect(hits(ann)).toHaveCount(count);
    for (let n = 0; n < 30; n++) await ann.page.keyboard.press("ArrowDown");
  }
  await expect(hits(ann).last()).toHaveAttribute("aria-selected", "true");
  await expect(hits(ann).last()).toContainText("celeriac no. 1");
  await expect(hits(ann).last()).toBeInViewport();
});

test("while the index is built, the page says that there may be more", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Being built");
  const me = await account(server.url, "test1");
  await say(me, room, ["chicory"]);
  await areFindable(me, room, "chicory", 1);
  let isBuilt = false;
  // The server's own answer, but for what it says about its index.
  await ann.page.route(/\/api\/search\?/, async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as object;
    await route.fulfill({ response, json: isBuilt ? answer : { ...answer, isComplete: false } });
  });
  await searches(ann, "chicory");
  await expect(finder(ann).getByRole("status").last()).toContainText("Still being indexed.");
  isBuilt = true;
  await finder(ann).getByRole("button", { name: "Search again" }).click();
  await expect(finder(ann).getByText("Still being indexed.")).toHaveCount(0);
  await expect(hits(ann)).toHaveCount(1);
});

test("what is deleted or edited changes at once where it was found", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Thought better of");
  const me = await account(server.url, "test1");
  const seq = await say(me, room, ["endive one", "endive two"]);
  await areFindable(me, room, "endive", 2);
  await searches(ann, "endive");
  await expect(hits(ann)).toHaveText([/endive two/, /endive one/]);
  await by(me, "DELETE", `/api/rooms/${room.id}/messages/${seq}`);
  await expect(hits(ann)).toHaveText([/endive one/]);
  await by(me, "PATCH", `/api/rooms/${room.id}/messages/${seq - 1}`, { text: "lettuce" });
  await expect(hits(ann)).toHaveText([/lettuce/]);
  await expect(marked(ann)).toHaveCount(0);
});

test("on a phone it covers the page, goes aside for a message, and comes back", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "In a pocket");
  const me = await account(server.url, "test1");
  await say(me, room, ["scorzonera", ...numbered(3, 60)]);
  await areFindable(me, room, "scorzonera", 1);
  await ann.page.setViewportSize({ width: 360, height: 740 });
  const magnifier = ann.page.getByRole("main").getByRole("button", { name: "Search messages" });
  await magnifier.click();
  await expect(searchField(ann)).toBeFocused();
  await expect(ann.log).toBeHidden();
  await searchField(ann).fill("scorzo");
  await hits(ann).first().click();
  await expect(row(ann, 2)).toBeInViewport();
  await expect(finder(ann)).toHaveCount(0);
  await ann.page.getByRole("button", { name: "Back to results" }).click();
  await expect(hits(ann)).toHaveCount(1);
  await expect(searchField(ann)).toHaveValue("scorzo");
  await finder(ann).getByRole("button", { name: "Close", exact: true }).click();
  await expect(row(ann, 60)).toBeInViewport();
  await expect(magnifier).toBeFocused();

  // Back on Android is what Escape is here, wherever the focus is.
  await searches(ann, "scorzo");
  await expect(hits(ann)).toHaveCount(1);
  await searchField(ann).blur();
  await ann.page.keyboard.press("Escape");
  await expect(finder(ann)).toHaveCount(0);
  await ann.isInRoom(room.title);

  // From the list of chats; the browser's Back leads to the results, too.
  await ann.page.getByRole("link", { name: "Back" }).click();
  await ann.page.getByRole("button", { name: "Search messages" }).click();
  await searchField(ann).fill("scorzo");
  await hits(ann).first().click();
  await ann.isInRoom(room.title);
  await expect(row(ann, 2)).toBeInViewport();
  await ann.page.goBack();
  await expect(hits(ann)).toHaveCount(1);
  await finder(ann).getByRole("button", { name: "Close", exact: true }).click();
  await expect(ann.rooms).toBeVisible();
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test("a day leads to its first message, or to the next one after it", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Days gone by");
  const me = await account(server.url, "test1");
  const last = await say(me, room, numbered(2, 120));
  await expect(row(ann, last)).toBeVisible();
  await ann.page.keyboard.press("Control+f");
  await finder(ann).getByRole("button", { name: "Go to a date" }).click();
  const day = finder(ann).getByRole("textbox", { name: "Go to a date" });
  await day.fill("2020-02-29");
  await finder(ann).getByRole("button", { name: "Go", exact: true }).click();
  await expect(row(ann, 1)).toBeInViewport();
  await expect(row(ann, 1)).toBeFocused();
  await expect(finder(ann)).toBeVisible();
  // Nothing was said in the future, which the field does not offer.
  const later = await ann.page.evaluate(() => {
    const date = new Date(Date.now() + 2 * 86_400_000);
    return date.toLocaleDateString("sv");
  });
  await day.evaluate((input: HTMLInputElement) => input.removeAttribute("max"));
  await day.fill(later);
  await day.press("Enter");
  await expect(finder(ann).getByText("There are no messages since then.")).toBeVisible();
  await expect(row(ann, 1)).toBeInViewport();
  await day.press("Escape");
  await expect(finder(ann)).toHaveCount(0);
  await expect(row(ann, last)).toBeInViewport();
});

test("what comes while it covers a room on a phone is read once the room is there again", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(me!, "Under cover", [other!]);
  const reads: number[] = [];
  ann.page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { type: string; roomId: string; seq: number };
      if (frame.type === "read" && frame.roomId === room.id) reads.push(frame.seq);
    }),
  );
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await ann.page.reload();
  await Promise.all([ann.opens(room.title), bob.opens(room.title)]);
  await bob.says("radicchio");
  await expect.poll(() => reads).toContain(2);
  await areFindable(me!, room, "radicchio", 1);
  await searches(ann, "radicchio");
  await expect(hits(ann)).toHaveCount(1);
  await bob.says("radish");
  // By no role: nobody sees it.
  await expect(ann.page.locator('.log [data-key="3"]')).toBeAttached();
  await areFindable(me!, room, "radish", 1);
  // It would be reported before the answers to these, each of which takes longer than a report.
  for (const text of ["radic", "radi", "radicc"]) {
    await searchField(ann).fill(text);
    await expect(hits(ann)).toHaveCount(text === "radi" ? 2 : 1);
  }
  expect(reads).not.toContain(3);
  await finder(ann).getByRole("button", { name: "Close", exact: true }).click();
  await expect.poll(() => reads).toContain(3);
});

/** By Escape, which first closes the date that a message with the focus of a key shows. */
async function leavesMessage(person: Person): Promise<void> {
  await expect(person.page.locator(".full-date")).toBeVisible();
  await person.page.keyboard.press("Escape");
  await person.page.keyboard.press("Escape");
  await expect(searchField(person)).toBeFocused();
}

/** The message in the middle of the log. */
const inView = ({ log }: Person): Promise<number> =>
  log.evaluate((list) => {
    const { top, height } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll<HTMLElement>("[data-key]")];
    return Number(rows.find((one) => one.getBoundingClientRect().bottom > top + height / 2)?.dataset["key"]);
  });
