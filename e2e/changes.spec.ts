import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { row, stored } from "./reading";
import { account, type Account, by, group, type Made, read, two } from "./rest";

// Of someone who was away for long. Changes are made of what they had on screen, and of what was said meanwhile.
const SAID = Number(process.env["SAID"] ?? 5000);
const CHANGED = Number(process.env["CHANGED"] ?? 500);
// Requests under way.
const UNDER_WAY = 20;

const bubble = (one: Person, text: string) =>
  stored(one).filter({ has: one.page.locator(".bubble", { hasText: text }) });
const menuOf = async (person: Person, text: string) => {
  await bubble(person, text).click({ button: "right" });
  return person.page.getByRole("menu");
};
const choose = async (person: Person, text: string, item: string) =>
  (await menuOf(person, text)).getByRole("menuitem", { name: item, exact: true }).click();

test(
  "a text is edited in its place, and everyone sees it as it is now, in the list and in quotes",
  across,
  async ({ people, server }) => {
    const { ann, bob, room } = await two(people, server.url, "Corrections");
    await ann.says("see you at fvie");
    await bob.hears("see you at fvie");
    const [, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    await by(other!, "POST", `/api/rooms/${room.id}/messages`, {
      clientId: "a-reply-id",
      text: "fine",
      replyTo: 2,
    });
    await choose(ann, "see you at fvie", "Edit");
    const field = ann.page.getByRole("textbox", { name: "Edit message" });
    await expect(field).toBeFocused();
    await field.fill("see you at five");
    await field.press("Enter");
    for (const one of [ann, bob]) {
      await expect(bubble(one, "see you at five")).toContainText("edited");
      await expect(one.log.locator(".quoted")).toContainText("see you at five");
      await expect(one.log).not.toContainText("fvie");
    }
    // The row has the focus, as it had before its menu.
    await expect(bubble(ann, "see you at five")).toBeFocused();
  },
);

test("arrow up in an empty field edits my last message; Escape leaves it; what was typed survives a reload", async ({
  people,
  server,
}) => {
  const { ann, bob } = await two(people, server.url, "Arrow up");
  await ann.says("first");
  await bob.says("his");
  await ann.hears("his");
  await ann.field.press("ArrowUp");
  const field = ann.page.getByRole("textbox", { name: "Edit message" });
  await expect(field).toHaveValue("first");
  await field.press("Escape");
  await expect(field).toHaveCount(0);
  await expect(ann.field).toBeFocused();
  await ann.field.press("ArrowUp");
  await field.fill("first of all");
  await ann.page.reload();
  await expect(field).toHaveValue("first of all");
  await field.press("Enter");
  await bob.hears("first of all");
  await expect(field).toHaveCount(0);
});

test("a deleted message leaves its place, for everyone", across, async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Taken back");
  await ann.says("oh no");
  await bob.hears("oh no");
  await choose(ann, "oh no", "Delete");
  await ann.dialog.getByRole("button", { name: "Delete" }).click();
  for (const one of [ann, bob]) {
    await expect(one.log).toContainText("This message was deleted.");
    await expect(one.log).not.toContainText("oh no");
    await expect(one.room("Taken back")).toContainText("This message was deleted.");
  }
});

test(
  "reactions are added from the menu or by a press, counted live, and the row keeps the focus",
  across,
  async ({ people, server }) => {
    const { ann, bob } = await two(people, server.url, "Thumbs");
    await ann.says("potato?");
    await bob.hears("potato?");
    const theirs = bubble(bob, "potato?");
    const [mine, his] = [bubble(ann, "potato?"), theirs.getByRole("group", { name: "Reactions" })];
    await ann.log.focus();
    await ann.page.keyboard.press("ArrowUp");
    await expect(mine).toBeFocused();
    await (await menuOf(bob, "potato?")).getByRole("menuitemcheckbox", { name: "React with 👍" }).click();
    const chip = mine.getByRole("button", { name: "👍 1" });
    await expect(chip).toHaveAttribute("aria-pressed", "false");
    await expect(his.getByRole("button")).toHaveAttribute("aria-pressed", "true");
    await expect(mine).toBeFocused();
    await chip.click();
    await expect(his.getByRole("button", { name: "👍 2" })).toBeVisible();
    await choose(bob, "potato?", "Who reacted");
    await expect(bob.dialog.getByRole("listitem")).toHaveText([/Me$/, /햇감자$/]);
    await bob.closes();
    await his.getByRole("button", { name: "👍 2" }).click();
    await expect(mine.getByRole("button", { name: "👍 1" })).toHaveAttribute("aria-pressed", "true");
  },
);

test("someone who was offline sees what was changed meanwhile", across, async ({ people, server, line }) => {
  const { ann, bob, room } = await two(people, server.url, "While away", ["one", "two", "three"]);
  await bob.comesBy(line);
  await bob.opens(room.title);
  await bob.hears("three");
  const [me] = await Promise.all(["test1"].map((name) => account(server.url, name)));
  await line.cut();
  await by(me!, "PATCH", `/api/rooms/${room.id}/messages/2`, { text: "one, corrected" });
  await by(me!, "DELETE", `/api/rooms/${room.id}/messages/3`);
  await ann.hears("one, corrected");
  await line.mend();
  await bob.hears("one, corrected");
  await expect(bob.log).not.toContainText("two");
});

test("someone who was offline for thousands of messages and hundreds of changes sees what the server has, with few requests", async ({
  people,
  server,
  line,
}) => {
  test.setTimeout(180_000);
  const known = Array.from({ length: 40 }, (_, n) => `no. ${n}`);
  const { bob, room } = await two(people, server.url, "Long offline", known);
  const [me, other] = await Promise.all([account(server.url, "test1"), account(server.url, "test2")]);
  const first = 2 + known.length;
  await read(other, room, first - 1);
  await bob.comesBy(line);
  await bob.opens(room.title);
  await bob.hears(known.at(-1)!);
  await line.cut();
  await inParallel(SAID, (n) =>
    by(me, "POST", `/api/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), text: `later ${n}` }),
  );
  const head = first + SAID - 1;
  // All that is on the page, and the newest of what was said meanwhile; the newest of them last.
  const seqs = [
    ...known.map((_, n) => n + 2),
    ...Array.from({ length: CHANGED - known.length }, (_, n) => head - n).toReversed(),
  ];
  await inParallel(CHANGED, (n) => change(me, room, seqs[n]!, n));
  const asked: string[] = [];
  bob.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await line.mend();
  // What is on screen changes in its place.
  await expect(row(bob, first - 1)).toContainText("corrected 39");
  await expect(row(bob, first - 2)).toContainText("This message was deleted.");
  await expect(row(bob, first - 3).getByRole("button", { name: "👍 1" })).toBeVisible();
  await bob.log.focus();
  await bob.page.keyboard.press("End");
  await showsWhatIsStored(bob, me, room, head);
  const changes = asked.filter((path) => path.endsWith("/changes"));
  expect(changes.length).toBeLessThanOrEqual(Math.ceil(CHANGED / 200));
  console.log(`${changes.length} requests for ${CHANGED} changes, ${asked.length} in all`);
});

async function inParallel(count: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, lane));
}

function change(author: Account, room: Made, seq: number, n: number): Promise<unknown> {
  const path = `/api/rooms/${room.id}/messages/${seq}`;
  if (n % 3 === 0) return by(author, "PATCH", path, { text: `corrected ${n}` });
  if (n % 3 === 1) return by(author, "PUT", `${path}/reactions/${encodeURIComponent("👍")}`);
  return by(author, "DELETE", path);
}

/** All rows up to this seq that are on the page, at least some. */
async function showsWhatIsStored(person: Person, reader: Account, room: Made, head: number): Promise<void> {
  await expect(row(person, head)).toBeVisible({ timeout: 30_000 });
  const path = `/api/rooms/${room.id}/messages?before=${head + 1}&limit=200`;
  const { messages } = (await by(reader, "GET", path)) as {
    messages: { seq: number; text: string; deletedAt: number | null; reactions: { count: number }[] }[];
  };
  const due = messages.map(({ seq, text, deletedAt, reactions }) => ({
    seq,
    text: deletedAt === null ? text : "This message was deleted.",
    reactions: reactions.map(({ count }) => `👍 ${count}`).join(),
  }));
  await expect
    .poll(async () => {
      const shown = await person.log.locator("[data-key]").evaluateAll((rows) =>
        rows.map((one) => ({
          seq: Number(one.dataset["key"]),
          text: one.querySelector(".bubble")?.textContent,
          reactions: [...one.querySelectorAll(".reaction")].map((chip) => chip.textContent).join(),
        })),
      );
      const there = shown.filter(({ seq }) => due.some((one) => one.seq === seq));
      const wrong = there.filter(
        (one) => JSON.stringify(one) !== JSON.stringify(due.find(({ seq }) => seq === one.seq)),
      );
      return there.length < 10 ? "too few" : wrong.slice(0, 3);
    })
    .toEqual([]);
}

test(
  "a pinned message is the room's notice for everyone, until the next; each folds it for themselves",
  across,
  async ({ people, server }) => {
    const { ann, bob, room } = await two(people, server.url, "Notices", ["read this", "and this"]);
    const notice = (one: Person) => one.page.getByRole("complementary", { name: "Notice" });
    await choose(ann, "read this", "Pin");
    for (const one of [ann, bob]) await expect(notice(one)).toContainText("read this");
    await expect((await menuOf(bob, "and this")).getByRole("menuitem", { name: "Pin" })).toHaveCount(0);
    await bob.page.keyboard.press("Escape");
    await choose(ann, "and this", "Pin");
    await expect(notice(bob)).toContainText("and this");
    await notice(bob).getByRole("button", { name: "Fold the notice" }).click();
    await bob.page.reload();
    await bob.isInRoom(room.title);
    await notice(bob).getByRole("button", { name: "Show the notice" }).click();
    await expect(notice(bob)).toContainText("and this");
    await choose(ann, "and this", "Unpin");
    await expect(notice(bob)).toContainText("read this");
    await bob.looksIntoRoom();
    await expect(bob.info.getByRole("region", { name: "Pinned messages" })).toContainText("read this");
  },
);

test("a message is forwarded to several chats, found by a part of their names", async ({
  people,
  server,
}) => {
  const { ann, bob } = await two(people, server.url, "From here", ["pass it on"]);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const rooms = [await group(me!, "Onward one", [other!]), await group(me!, "Onward two", [other!])];
  await choose(ann, "pass it on", "Forward");
  await ann.dialog.getByRole("textbox").fill("onw");
  for (const { title } of rooms) await ann.dialog.getByRole("checkbox", { name: title }).check();
  await ann.dialog.getByRole("button", { name: "Forward" }).click();
  for (const { title } of rooms) {
    await bob.opens(title);
    await bob.hears("pass it on");
  }
});
