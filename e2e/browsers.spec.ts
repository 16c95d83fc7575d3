import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { account, group, say, two } from "./rest";

// Browsers that deny or lack something, played by one that has it all: what is missing is taken away before the page loads.

/** Before every page of this browser. The open page is loaded again. */
async function without(person: Person, script: () => void): Promise<void> {
  await person.page.context().addInitScript(script);
  await person.page.reload();
}

const denied: Record<string, () => void> = {
  "with storage that throws": () => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
  },
  "with storage that is missing": () => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { value: null });
  },
  "with storage that is full": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  "without BroadcastChannel": () => {
    Object.assign(window, { BroadcastChannel: undefined });
  },
  "without Intl.Segmenter": () => {
    Object.assign(Intl, { Segmenter: undefined });
  },
  "without IndexedDB": () => {
    Object.defineProperty(window, "indexedDB", { value: undefined });
  },
  "whose language is en-US@posix": () => {
    Object.defineProperty(navigator, "language", { value: "en-US@posix" });
  },
  "whose language is en_US": () => {
    Object.defineProperty(navigator, "language", { value: "en_US" });
  },
  "whose language is missing": () => {
    Object.defineProperty(navigator, "language", { value: undefined });
  },
  "whose language is Konkani": () => {
    Object.defineProperty(navigator, "language", { value: "kok-IN" });
  },
  // What Chrome 109, Firefox 115 and Safari 16.4 lack, one or the other.
  "of the oldest kind that we serve": () => {
    for (const [owner, names] of [
      [URL, ["parse", "canParse"]],
      [Promise, ["withResolvers", "try"]],
      [Object, ["groupBy"]],
      [Map, ["groupBy"]],
      [Array, ["fromAsync"]],
      [Intl, ["Segmenter", "DurationFormat"]],
      [AbortSignal, ["any"]],
      [RegExp, ["escape"]],
      [Array.prototype, ["toSorted", "toReversed", "toSpliced", "with"]],
      [String.prototype, ["isWellFormed", "toWellFormed"]],
      [
        Set.prototype,
        ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"],
      ],
      [HTMLElement.prototype, ["showPopover", "hidePopover", "togglePopover", "popover"]],
      [Element.prototype, ["checkVisibility", "setHTML", "moveBefore"]],
    ] as [object, string[]][])
      for (const name of names) Reflect.deleteProperty(owner, name);
    Object.assign(window, { requestIdleCallback: undefined, Iterator: undefined });
    const { value: matches } = Object.getOwnPropertyDescriptor(Element.prototype, "matches")!;
    Object.assign(Element.prototype, {
      matches(this: Element, selector: string) {
        if (selector.includes(":popover-open")) throw new DOMException(selector, "SyntaxError");
        return (matches as Element["matches"]).call(this, selector);
      },
    });
  },
};

for (const [kind, script] of Object.entries(denied)) {
  test(`a browser ${kind}: signing in, a room with a link and an emoji, and sending work`, async ({
    stranger,
    server,
  }) => {
    await stranger.page.context().addInitScript(script);
    await stranger.page.goto(server.url);
    await expect(stranger.page.getByRole("heading", { name: "Potato Chat" })).toBeVisible();
    // A page without a storage cannot know that nobody is signed in here, and asks.
    expect(stranger.faults.splice(0).filter((fault) => !fault.includes("401"))).toEqual([]);
    await stranger.signsUp(`Odd ${stranger.username.slice(-6)}`, "a warm potato");
    const [owner, guest] = await Promise.all([
      account(server.url, "test1"),
      idOf(server.url, stranger.username),
    ]);
    const room = await group(owner, `Odd ${kind}`.slice(0, 50), [guest]);
    await say(owner, room, ["https://potato.kr/menu and naver.com", "👍🏽", "햇감자"]);
    await stranger.opens(room.title);
    await expect(stranger.log.getByRole("link")).toHaveText(["https://potato.kr/menu", "naver.com"]);
    await stranger.hears("👍🏽");
    await stranger.says("it works");
    await stranger.message("it works").hover();
    await stranger.log.getByRole("button", { name: "More" }).click();
    await expect(stranger.page.getByRole("menuitem", { name: "Reply" })).toBeVisible();
    await stranger.page.keyboard.press("Escape");
    await expect(stranger.page.getByRole("menuitem", { name: "Reply" })).toBeHidden();
  });
}

test("without a storage that works, the session is still there after a reload", async ({ people }) => {
  const [ann] = await people(1);
  await without(ann, denied["with storage that is full"]!);
  await ann.isIn();
});

test("a fault in one row leaves a line in its place, and the others as they are", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "One bad row", ["before", "BREAKS", "after"]);
  await without(ann, () => {
    // Every row's text goes through it.
    const { value: replaceAll } = Object.getOwnPropertyDescriptor(String.prototype, "replaceAll")!;
    Object.assign(String.prototype, {
      replaceAll(this: string, ...how: unknown[]) {
        if (this.valueOf() === "BREAKS") throw new TypeError("a row is broken");
        return (replaceAll as (...given: unknown[]) => string).apply(this, how);
      },
    });
  });
  await ann.isInRoom(room.title);
  await expect(ann.message("before")).toBeVisible();
  await expect(ann.message("after")).toBeVisible();
  await expect(ann.log.getByRole("article", { name: "This message can't be shown." })).toBeVisible();
  await ann.says("and on it goes");
  expect(ann.faults.splice(0).every((fault) => fault.includes("a row is broken"))).toBe(true);
});

test("a browser without JavaScript is told so in plain words", async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url);
  // `getByText` finds nothing inside of <noscript>.
  const notice = page.locator("noscript > p");
  await expect(notice).toBeVisible();
  await expect(notice.locator("[lang=en]")).toHaveText("Potato Chat needs JavaScript. Please turn it on.");
  await context.close();
});

test("a browser that is too old is told so, and one that is served is not", async ({ stranger }) => {
  const notice = stranger.page.getByRole("alert").filter({ hasText: "This browser is too old" });
  await expect(notice).toBeHidden();
  await without(stranger, () => Reflect.deleteProperty(Array.prototype, "findLast"));
  await expect(notice).toBeVisible();
});

const addresses = {
  "/rooms/%": "This chat doesn't exist, or you're not in it.",
  "/%E0%A4%A": "This page doesn't exist.",
  "//x/": "This page doesn't exist.",
  "/friends#%": "Friends",
};

for (const [address, name] of Object.entries(addresses)) {
  test(`the address ${address} shows a page`, async ({ people, server }) => {
    const [ann] = await people(1);
    await ann.page.goto(server.url + address);
    await ann.isIn();
    await expect(ann.page.getByRole("heading", { name, exact: true, level: 1 })).toBeAttached();
  });
}

async function idOf(url: string, username: string) {
  const someone = await account(url, "test2");
  const answer = await fetch(`${url}/api/users?q=${username}`, {
    headers: { authorization: `Bearer ${someone.token}` },
  });
  const { users } = (await answer.json()) as { users: { id: string; username: string }[] };
  return { ...someone, id: users.find((user) => user.username === username)!.id };
}
