import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type NewMessage, plain } from "../history";
import { open } from "../sqlite";

// What is on its way to the disk is in no answer: nobody can be shown what a crash would take back.

const dir = mkdtempSync(join(tmpdir(), "potato-durable-"));
const history = open(dir);
afterAll(() => {
  history.close();
  rmSync(dir, { recursive: true });
});

const message = (text: string): NewMessage => ({
  ...plain,
  roomId: "room",
  authorId: "ann",
  clientId: `client-id-${text}`,
  text,
});

/** All that can be read of the room. */
const answers = () =>
  Promise.all([
    history.page("room", { limit: 10 }),
    history.find("room", [1, 2]),
    history.findByClientId("room", "ann", "client-id-two"),
    history.changes("room", { after: 0, limit: 10 }),
    history.pinned("room"),
    history.positions(["room"]),
    history.head("room"),
    history.firstVisible("ann", "room", 1),
  ]);

/** How often it was asked, while this was written, and what else than before was answered. */
async function meanwhile(writing: Promise<unknown>) {
  const before = JSON.stringify(await answers());
  const others = new Set<string>();
  let [asked, isOver] = [0, false];
  const over = writing.then(() => (isOver = true));
  for (;;) {
    const now = JSON.stringify(await answers());
    if (isOver) break;
    asked++;
    if (now !== before) others.add(now);
    await new Promise(setImmediate);
  }
  await over;
  return { wasAsked: asked > 0, others: [...others], isThere: JSON.stringify(await answers()) !== before };
}

test("neither a message nor a change can be read before it is fsynced", async () => {
  await history.append([message("one")]);
  const fine = { wasAsked: true, others: [], isThere: true };
  expect(await meanwhile(history.append([message("two")]))).toEqual(fine);
  const pin = { byId: "ann", at: 1 };
  for (const to of [{ text: "edited" }, { pin }, { text: "", pin: null, deletedAt: 1 }])
    expect(await meanwhile(history.change([{ roomId: "room", seq: 1, to: () => to }]))).toEqual(fine);
});
