// A single machine restarts. Everyone reconnects to it, and sees no notice if that is quick enough.
import { expect } from "playwright/test";

import { Machine } from "./machines/machine";
import { test as base } from "./people";
import { account, by, two } from "./rest";
import type { Server } from "./server";
import { Watch } from "./trouble/watch";

const test = base.extend<object, { server: Server; machine: Machine }>({
  machine: [
    async ({}, use) => {
      const machine = new Machine({ flags: ["--demo"] });
      await machine.start();
      await use(machine);
      await machine.close();
    },
    { scope: "worker" },
  ],
  server: [async ({ machine }, use) => use({ url: machine.url, stop: machine.close }), { scope: "worker" }],
});

const SILENT_MS = 3000;
// Tolerance for the two clocks and the browser in the measurement.
const ABOUT_MS = 100;

test("a restart while people type: messages are sent once, and no notice is shown for three seconds", async ({
  people,
  server,
  machine,
  line,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Restart", ["before"]);
  const watch = await Watch.over(ann.page);
  for (const person of [ann, bob]) {
    await person.comesBy(line);
    await person.opens(room.title);
  }
  await ann.hears("before");

  await ann.field.pressSequentially("half a word ");
  const lost = watch.isDark();
  await machine.close();
  await lost;
  await ann.field.pressSequentially("and the rest");
  await ann.field.press("Enter");
  await machine.start();
  await bob.hears("half a word and the rest");
  await expect(ann.log).not.toContainText("sending");
  await expect(ann.log.locator(".bubble")).toHaveText(["before", "half a word and the rest"]);

  const me = await account(server.url, "test1");
  const { messages } = (await by(me, "GET", `/api/rooms/${room.id}/messages`)) as {
    messages: { text: string }[];
  };
  expect(messages.map(({ text }) => text)).toEqual(["", "before", "half a word and the rest"]);
  expect(watch.noticeAfter.filter((ms) => ms < SILENT_MS - ABOUT_MS)).toEqual([]);
});
