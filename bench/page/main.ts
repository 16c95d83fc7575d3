// What the page costs someone with thousands of rooms and friends: until a list is painted, the longest task while it is
// scrolled, and until another room is painted. `bun run bench:page [rooms] [friends]`, with a page that is built.
import { loadavg } from "node:os";

import { chromium } from "playwright";

import { findBrowser } from "../../e2e/browser";
import { Machine } from "../../e2e/machines/machine";
import { fill } from "./crowd";
import { load, scroll, switchRooms } from "./measure";
import type { LongestTask } from "./tasks";
import { installWatch } from "./watch";

const ROOMS = Number(process.argv[2] ?? 2000);
const FRIENDS = Number(process.argv[3] ?? 2000);
const SWITCHES = 50;
const GOAL_MS = 50;
// Thousands of rooms may come slowly; that is what is measured.
const PATIENCE_MS = 180_000;
const VIEW = { width: 1280, height: 800 };

const machine = new Machine({ flags: ["--demo"] });
await machine.start();
await machine.close();
const roomIds = fill(machine.dir, { username: "test1", rooms: ROOMS, friends: FRIENDS });
await machine.start();

const { executablePath, args, env } = findBrowser();
const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
try {
  const context = await browser.newContext({ locale: "ko-KR", timezoneId: "Asia/Seoul", viewport: VIEW });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.addInitScript(installWatch);
  await page.goto(machine.url);
  await page.locator("input[name=username]").fill("test1");
  await page.locator("input[name=password]").fill("1234");
  await page.locator("button[type=submit]").click();
  await page.locator(".people-list .person").first().waitFor();
  await page.waitForLoadState("networkidle");

  console.log(`${ROOMS} rooms, ${FRIENDS} friends; load of the machine ${loadavg()[0]?.toFixed(1)}\n`);
  for (const [name, path, row] of [
    ["friends", "/friends", ".people-list .person"],
    ["rooms", "/rooms", ".rooms a.room"],
  ] as const) {
    const opened = await load(browser, page, machine.url + path, row);
    console.log(`${name}: first row painted after ${ms(opened.firstMs)}, ${opened.elements} elements`);
    console.log(`  longest task while loading ${inWords(opened)}`);
    const list = name === "rooms" ? ".rooms" : ".people";
    const scrolled = await scroll(browser, page, list);
    console.log(`  longest task while scrolling ${inWords(scrolled)}${verdict(scrolled.ms)}`);
  }

  await page.goto(`${machine.url}/rooms`);
  await page.locator(".rooms a.room").first().waitFor();
  await page.waitForLoadState("networkidle");
  const ids = roomIds.slice(0, SWITCHES);
  for (const visit of ["first visit", "again"]) {
    const took = await switchRooms(page, ids);
    console.log(`${took.length} switches, ${visit}: ${spread(took.map((one) => one.ms))}`);
    console.log(`  of it computing ${spread(took.map((one) => one.cpuMs))}`);
  }
} finally {
  await browser.close();
  await machine.close();
}

function ms(time: number): string {
  return `${time.toFixed(0)} ms`;
}

function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return `p50 ${ms(at(0.5))}, p95 ${ms(at(0.95))}, max ${ms(at(1))}${verdict(at(0.95))}`;
}

function inWords({ ms: clock, cpuMs, long }: LongestTask): string {
  return `${ms(clock)} (${ms(cpuMs)} of it computing), ${long} above ${GOAL_MS} ms`;
}

function verdict(time: number): string {
  return time > GOAL_MS ? ` – more than ${GOAL_MS} ms` : "";
}
