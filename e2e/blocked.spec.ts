import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { row } from "./reading";
import { account, by, group, say } from "./rest";
import { loadsOvertaken } from "./trouble/overtaken";

const CAT = "고구마라떼";
const WORDS = "words that nobody wants";

const line = ({ log }: Person, name = "Message from someone you blocked") =>
  log.getByRole("button", { name, exact: true });

test("in groups, what people I blocked say is folded until I open it, and unfolds once I unblock them", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const [me, other, cat] = await Promise.all(
    ["test1", "test2", "test3"].map((name) => account(server.url, name)),
  );
  const room = await group(other!, "Not everyone", [me!, cat!]);
  await say(other!, room, ["welcome"]);
  const first = await say(cat!, room, [WORDS]);
  try {
    await loadsOvertaken(ann.page, {
      path: "/api/blocks",
      frame: "block.changed",
      change: () => by(me!, "PUT", `/api/blocks/${cat!.id}`),
    });
    await ann.goesTo("Chats");
    await expect(ann.room(room.title)).toContainText("Message from someone you blocked");
    await expect(ann.room(room.title)).not.toContainText(WORDS);
    await ann.opens(room.title);
    await expect(line(ann)).toBeVisible();
    await expect(ann.log).not.toContainText(WORDS);

    // Several in a row are one line, and nothing of them is announced.
    const news = ann.page.locator(".toasts");
    await say(cat!, room, [`${WORDS} 2`, `${WORDS} 3`]);
    const folded = line(ann, "3 messages from people you blocked");
    await expect(folded).toBeVisible();
    await expect(news).not.toContainText(WORDS);
    const quoting = await say(other!, room, ["do not listen"], first);
    await expect(row(ann, quoting)).toContainText("Message from someone you blocked");
    await expect(row(ann, quoting)).not.toContainText(WORDS);
    // Everyone else is served the same.
    await bob.opens(room.title);
    await bob.hears(WORDS);

    await expect(folded).toHaveAttribute("aria-expanded", "false");
    await folded.click();
    await expect(folded).toHaveAttribute("aria-expanded", "true");
    await ann.hears(`${WORDS} 3`);
    await folded.click();
    await expect(ann.log).not.toContainText(WORDS);

    // By keyboard: Enter on the row, and the focus goes on with its first message.
    await ann.log.focus();
    await ann.page.keyboard.press("End");
    await expect(row(ann, quoting)).toBeFocused();
    await ann.page.keyboard.press("ArrowUp");
    await expect(row(ann, first)).toBeFocused();
    await ann.page.keyboard.press("Enter");
    await expect(row(ann, first)).toContainText(WORDS);
    await expect(row(ann, first)).toBeFocused();
    await folded.click();

    await ann.goesTo("Settings");
    await ann.page.getByRole("button", { name: `Unblock ${CAT}` }).click();
    await ann.opens(room.title);
    await ann.hears(`${WORDS} 3`);
    await expect(folded).toHaveCount(0);
    await expect(row(ann, quoting)).toContainText(WORDS);
  } finally {
    await by(me!, "DELETE", `/api/blocks/${cat!.id}`);
    await by(me!, "PUT", `/api/friends/${cat!.id}`, {});
  }
});

test("a folded line is read like the messages that it stands for", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, other, cat] = await Promise.all(
    ["test1", "test2", "test3"].map((name) => account(server.url, name)),
  );
  const room = await group(other!, "Folded and read", [me!, cat!]);
  await by(me!, "PUT", `/api/blocks/${cat!.id}`);
  try {
    await ann.goesTo("Chats");
    await say(cat!, room, ["one", "two", "three"]);
    await ann.hasUnread(room.title, 3);
    await ann.opens(room.title);
    await expect(line(ann, "3 messages from people you blocked")).toBeVisible();
    await ann.hasUnread(room.title, 0);
  } finally {
    await by(me!, "DELETE", `/api/blocks/${cat!.id}`);
    await by(me!, "PUT", `/api/friends/${cat!.id}`, {});
  }
});
