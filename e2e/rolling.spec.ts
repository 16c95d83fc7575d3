// A deploy while people type: two machines restart one after the other. A few tabs here;
// `bun run campaign rolling` has ten, three times.
import { expect } from "playwright/test";

import { killTimeout } from "./machines/machine";
import { type Rig, startRig, whyNoRig } from "./machines/rig";
import { type Person, test as base } from "./people";
import { account, by, group, type Made } from "./rest";
import type { Server } from "./server";
import { Watch } from "./trouble/watch";

const TABS = Number(process.env.TABS ?? 3);
const DEPLOYS = Number(process.env.DEPLOYS ?? 1);
// Time between keystrokes of slow typing, in ms.
const KEY_MS = 40;
// How long ten browsers on two cores may take to show all messages.
const LONG = { timeout: 60_000 };

const test = base.extend<object, { server: Server; rig: Rig }>({
  rig: [
    async ({}, use) => {
      const rig = await startRig({ isDemo: true, isLight: true });
      await use(rig);
      await rig.close();
    },
    { scope: "worker" },
  ],
  server: [async ({ rig }, use) => use({ url: rig.url, stop: () => rig.close() }), { scope: "worker" }],
});

const reason = await whyNoRig();
test.skip(reason !== undefined, reason);

test(`${TABS} tabs type through ${DEPLOYS} deploys of two machines: none is ever without a live socket, and all see the same`, async ({
  people,
  rig,
}) => {
  test.setTimeout(60_000 + TABS * 10_000 + DEPLOYS * 120_000);
  const everyone: Person[] = await people(TABS);
  const accounts = await Promise.all(everyone.map(({ username }) => account(rig.url, username)));
  const room = await group(accounts[0]!, "Deploys", accounts.slice(1));
  const watches = await Promise.all(everyone.map(({ page }) => Watch.over(page)));
  for (const person of everyone) {
    await person.page.reload();
    await person.opens(room.title);
  }

  const typing = everyone.map((person) => keepTyping(person));
  for (let nth = 1; nth <= DEPLOYS; nth++) await deploy(rig);
  const texts = (await Promise.all(typing.map((one) => one.stop()))).flat();

  const stored = await textsIn(rig, room);
  expect(stored.toSorted()).toEqual(texts.toSorted());
  for (const person of everyone) await expect.poll(() => seenBy(person), LONG).toEqual(stored.slice(-SEEN));
  expect(watches.map(({ gaps, noticeAfter }) => [...gaps, ...noticeAfter])).toEqual(everyone.map(() => []));
  const reconnects = watches.reduce((sum, { welcomes }) => sum + welcomes - 1, 0);
  console.log(
    `${texts.length} messages typed in ${TABS} tabs, ${reconnects} moves, none without a live socket`,
  );
});

/** Sends messages until stopped. Returns their texts. */
function keepTyping(person: Person): { stop: () => Promise<string[]> } {
  const texts: string[] = [];
  const state = { isOver: false };
  const all = (async () => {
    while (!state.isOver) {
      const text = `${person.username} ${texts.length + 1}`;
      await person.field.pressSequentially(text, { delay: KEY_MS });
      await person.field.press("Enter");
      texts.push(text);
      // Do not send faster than ten browsers on two cores can handle.
      await expect(person.log).not.toContainText("sending", LONG);
    }
  })();
  const stop = async () => {
    state.isOver = true;
    await all;
    return texts;
  };
  return { stop };
}

async function deploy({ machines, url }: Rig): Promise<void> {
  for (const machine of machines) {
    expect(await machine.leave(killTimeout())).toBe(0);
    await machine.start();
    const answering = async () =>
      ((await (await fetch(`${url}/health`)).json()) as { machine: string }).machine;
    await expect.poll(answering, { intervals: [0], timeout: 10_000 }).toBe(machine.name);
  }
}

// The newest messages, which are visible without scrolling.
const SEEN = 5;
const seenBy = async ({ log }: Person): Promise<string[]> =>
  (await log.locator(".bubble").allInnerTexts()).slice(-SEEN);

async function textsIn({ url }: Rig, room: Made): Promise<string[]> {
  const me = await account(url, "test1");
  const texts: string[] = [];
  for (let after = 0, isMore = true; isMore;) {
    const page = (await by(me, "GET", `/api/rooms/${room.id}/messages?limit=200&after=${after}`)) as {
      messages: { seq: number; kind: string; text: string }[];
      more: { after: boolean };
    };
    texts.push(...page.messages.filter(({ kind }) => kind === "text").map(({ text }) => text));
    after = page.messages.at(-1)?.seq ?? after;
    isMore = page.more.after;
  }
  return texts;
}
