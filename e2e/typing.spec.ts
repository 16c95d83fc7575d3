import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { topOf } from "./reading";
import { account, group, say, two } from "./rest";

// In the demo everyone is everyone's friend.
const ANN = "햇감자";
const BOB = "Hash Brown";
const CAROL = "고구마라떼";

// A typing notice lasts 5 s and is sent up to 3 s after the key, plus the time that the browser takes to show it.
const SILENT = { timeout: 12_000 };

test(
  "a typing person is shown until they stop or send, and nothing else moves",
  across,
  async ({ people, server }) => {
    const { ann, bob } = await two(people, server.url, "Someone types", ["one", "two"]);
    await bob.hears("two");
    const before = await topOf(bob, 3);
    await ann.field.pressSequentially("well");
    await seesTyping(bob, `${ANN} is typing…`);
    expect(await topOf(bob, 3)).toBe(before);
    await expect(bob.room("Someone types")).toContainText(`${ANN} is typing…`);
    await expect(typing(ann)).toBeHidden();
    await expect(typing(bob)).toBeHidden(SILENT);
    await expect(bob.room("Someone types")).toContainText("two");

    await ann.field.pressSequentially(", well");
    await seesTyping(bob, `${ANN} is typing…`);
    const atOnce = bob.page.waitForFunction(() => {
      const said = [...document.querySelectorAll(".bubble")].some((one) => one.textContent === "well, well");
      return said ? { isTyping: document.querySelector(".typing") !== null } : undefined;
    });
    await ann.field.press("Enter");
    expect(await (await atOnce).jsonValue()).toEqual({ isTyping: false });
  },
);

test("continuous typing is shown without interruption", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "A long one");
  await ann.field.pressSequentially("a");
  await seesTyping(bob, `${ANN} is typing…`);
  // Whether it ever disappeared and came back.
  const watched = bob.page.evaluate(
    () =>
      new Promise((done) => {
        const gone = new MutationObserver(() => document.querySelector(".typing") ?? done("it went"));
        gone.observe(document.querySelector(".timeline")!, { childList: true, subtree: true });
        document.addEventListener("heard", () => done("it stayed"));
      }),
  );
  // Some seven seconds, longer than one notice lasts.
  await ann.field.pressSequentially("nd on and on it goes, word by word", { delay: 200 });
  await bob.page.evaluate(() => document.dispatchEvent(new Event("heard")));
  expect(await watched).toBe("it stayed");
});

test("two typing people are named, more are not", async ({ people, server }) => {
  const [ann, bob, carol, dan] = await people(4);
  const [me, ...others] = await Promise.all(
    ["test1", "test2", "test3", "test4"].map((name) => account(server.url, name)),
  );
  const room = await group(me!, "Everyone types", others);
  await Promise.all([ann, bob, carol, dan].map((one) => one.opens(room.title)));
  await bob.field.pressSequentially("so");
  await seesTyping(ann, `${BOB} is typing…`);
  await carol.field.pressSequentially("so");
  await seesTyping(ann, `${BOB} and ${CAROL} are typing…`);
  // They are still typing.
  await bob.field.pressSequentially("!!");
  await dan.field.pressSequentially("so");
  await seesTyping(ann, "Several people are typing…");
});

test("nothing is shown in another room, or for a text that was already there", async ({ people, server }) => {
  const [ann, bob, carol] = await people(3);
  const [me, ...others] = await Promise.all(
    ["test1", "test2", "test3"].map((name) => account(server.url, name)),
  );
  const room = await group(me!, "Here", others);
  const elsewhere = await group(me!, "Elsewhere", others);
  await Promise.all([ann.opens(room.title), bob.opens(room.title), carol.opens(elsewhere.title)]);
  await ann.field.pressSequentially("half a sen");
  await seesTyping(bob, `${ANN} is typing…`);
  await say(me!, elsewhere, ["a fence"]);
  await carol.hears("a fence");
  expect(await typing(carol).count()).toBe(0);
  await expect(carol.rooms).not.toContainText("typing…");

  await expect(typing(bob)).toBeHidden(SILENT);
  await ann.opens(elsewhere.title);
  await ann.opens(room.title);
  await expect(ann.field).toHaveValue("half a sen");
  await say(others[1]!, room, ["another fence"]);
  await Promise.all([ann.hears("another fence"), bob.hears("another fence")]);
  expect(await typing(bob).count()).toBe(0);
});

test("nothing is shown for a blocked person", async ({ people, server }) => {
  const [ann, bob, carol] = await people(3);
  const [me, ...others] = await Promise.all(
    ["test1", "test2", "test3"].map((name) => account(server.url, name)),
  );
  const room = await group(me!, "Not from everyone", others);
  await ann.blocks(BOB);
  await Promise.all([ann, bob, carol].map((one) => one.opens(room.title)));
  await bob.field.pressSequentially("can you see");
  await seesTyping(carol, `${BOB} is typing…`);
  await carol.field.pressSequentially("I can");
  await seesTyping(ann, `${CAROL} is typing…`);

  await ann.goesTo("Settings");
  await ann.page.getByRole("button", { name: `Unblock ${BOB}` }).click();
  await ann.goesTo("Friends");
  await ann.adds(BOB);
});

// In the room; the list beside it shows it, too.
const typing = ({ page }: Person) => page.getByRole("main").getByText(/typing…$/);

async function seesTyping(person: Person, words: string): Promise<void> {
  await expect(person.page.getByRole("main").getByText(words, { exact: true })).toBeVisible();
}
