import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { account, by, group, say } from "./rest";

// Two notes.
const CHIME = 2;

test("sounds are off until they are chosen; then a message elsewhere sounds, in one tab, and once for a burst", async ({
  people,
  tabOf,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Ringing here", [me!]);
  const shown = await group(bob!, "Silent, looked at", [me!]);
  // Another run may have left it on.
  await by(me!, "PATCH", "/api/me/notifications", { sounds: false });
  await countsNotes(ann);
  await ann.page.reload();
  await say(bob!, room, ["not heard"]);
  await ann.goesTo("Chats");
  await ann.hasUnread(room.title, 1);
  expect(await notesOf(ann)).toBe(0);

  await ann.goesTo("Settings");
  await ann.page.getByRole("switch", { name: "Sound for new messages" }).check();
  // What it sounds like.
  await expect.poll(() => notesOf(ann)).toBe(CHIME);
  const tab = await tabOf(ann);
  // A page may sound once it has been touched.
  await tab.goesTo("Chats");

  await say(bob!, room, ["heard", "with", "these"]);
  await tab.hasUnread(room.title, 4);
  await expect.poll(async () => (await notesOf(ann)) + (await notesOf(tab))).toBe(2 * CHIME);

  await tab.opens(shown.title);
  await tab.page.bringToFront();
  await say(bob!, shown, ["seen at once"]);
  await tab.hears("seen at once");
  await by(me!, "PATCH", `/api/rooms/${room.id}/me`, { notify: "none" });
  await say(bob!, room, ["muted"]);
  await tab.hasUnread(room.title, 5);
  expect((await notesOf(ann)) + (await notesOf(tab))).toBe(2 * CHIME);
});

/** Counts the notes that this browser's pages play from the next load on. */
async function countsNotes({ page }: Person): Promise<void> {
  await page.context().addInitScript(() => {
    class Counted extends AudioContext {
      override createOscillator(): OscillatorNode {
        (window as unknown as { notes: number }).notes++;
        return super.createOscillator();
      }
    }
    Object.assign(window, { notes: 0, AudioContext: Counted });
  });
}

const notesOf = ({ page }: Person): Promise<number> =>
  page.evaluate(() => (window as unknown as { notes: number }).notes);
