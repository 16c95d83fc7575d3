import { expect } from "playwright/test";

import { type Afterwards, InputMethod } from "./keyboard/ime";
import { test } from "./people";
import { account, by, group, two } from "./rest";
import { entersOnScreen, onPhone } from "./touch/finger";

// Fast Korean typing: every syllable is composed jamo by jamo.
const SENTENCES = [
  "안녕하세요",
  "오늘 점심 뭐 먹을까요",
  "감자탕 어때요",
  "좋아요 몇 시에 볼까요",
  "열두 시 반이요",
  "넵 알겠습니다",
  "혹시 우산 있으세요",
  "밖에 비가 꽤 와요",
  "없는데 괜찮아요",
  "제가 하나 더 가져갈게요",
  "와 감사합니다",
  "값은 제가 낼게요",
  "아니에요 괜찮습니다",
  "그럼 커피는 제가 살게요",
  "그건 거절 못 하겠네요",
  "읽었으면 답 좀 해 줘요",
  "앉아서 기다릴게요",
  "뷁뷁뷁",
  "곧 도착해요",
  "이따 봐요",
];

test("twenty Korean sentences typed in a hurry arrive once each, whole and in order", async ({
  people,
  server,
}) => {
  test.setTimeout(90_000);
  const { ann, bob, room } = await two(people, server.url, "In a hurry");
  const keyboard = await InputMethod.of(ann.page);
  await ann.field.focus();
  for (const [n, sentence] of SENTENCES.entries()) {
    await types(keyboard, sentence, n % 2 === 0 ? "an Enter of its own" : "nothing");
  }

  await ann.says("(the end)");
  await bob.hears("(the end)");
  await expect(ann.field).toHaveValue("");
  for (const { log } of [ann, bob]) {
    const said = await log.locator(".bubble").allTextContents();
    expect(said.slice(-12)).toEqual([...SENTENCES, "(the end)"].slice(-12));
  }
  const me = await account(server.url, "test1");
  const { messages } = (await by(me, "GET", `/api/rooms/${room.id}/messages?limit=100`)) as {
    messages: { kind: string; text: string }[];
  };
  const said = messages.filter(({ kind }) => kind === "text").map(({ text }) => text);
  expect(said).toEqual([...SENTENCES, "(the end)"]);
});

test("the field grows to six lines, then scrolls; Shift+Enter is a line, and Enter sends", async ({
  people,
  server,
}) => {
  const { ann, bob } = await two(people, server.url, "Lines");
  const height = () => ann.field.evaluate((field) => field.clientHeight);
  const heights = [await height()];
  await ann.field.focus();
  for (let line = 1; line <= 8; line++) {
    await ann.page.keyboard.type(`line ${line}`);
    heights.push(await height());
    if (line < 8) await ann.page.keyboard.press("Shift+Enter");
  }
  const lines = heights.slice(1);
  expect(lines.slice(0, 6)).toEqual([...new Set(lines.slice(0, 6))].sort((a, b) => a - b));
  expect(lines.slice(5)).toEqual([lines[5], lines[5], lines[5]]);
  await ann.page.keyboard.press("Enter");
  await expect(ann.field).toHaveValue("");
  await expect(ann.field).toBeFocused();
  await bob.hears("line 1 line 2 line 3 line 4 line 5 line 6 line 7 line 8");
  expect(await height()).toBe(heights[0]);
});

test("an unsent draft stays in its room, also over a reload", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Half a thought");
  const other = await group(await account(server.url, "test1"), "Another thought", []);
  await ann.field.fill("half a tho");
  await ann.opens(other.title);
  await expect(ann.field).toHaveValue("");
  await ann.field.fill("another");
  await ann.opens(room.title);
  await expect(ann.field).toHaveValue("half a tho");
  await ann.page.reload();
  await expect(ann.field).toHaveValue("half a tho");
  await ann.says("half a thought");
  await ann.page.reload();
  await ann.hears("half a thought");
  await expect(ann.field).toHaveValue("");
});

test("a text that is too long is reported before it is sent, and is kept", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Long words");
  // Two UTF-16 units each: the limit counts characters.
  const longest = "🥔".repeat(5000);
  await ann.field.fill(`${longest}!`);
  await expect(ann.page.getByRole("alert")).toHaveText("5,001 characters. The limit is 5,000.");
  await ann.field.press("Enter");
  await expect(ann.field).toHaveValue(`${longest}!`);
  await ann.field.fill(longest);
  await expect(ann.page.getByRole("alert")).toHaveCount(0);
  await ann.field.press("Enter");
  await expect(ann.field).toHaveValue("");
  await bob.hears(longest);
});

test("on a phone Enter is a line, and the button sends without putting the keyboard away", async ({
  browser,
  people,
  server,
}) => {
  const { bob, room } = await two(people, server.url, "By thumb");
  const { page, field } = await onPhone(browser, server.url, "test1");
  await page.goto(`${server.url}/rooms/${room.id}`);
  await field.tap();
  await page.keyboard.insertText("one");
  await entersOnScreen(page);
  await page.keyboard.insertText("two");
  await expect(field).toHaveValue("one\ntwo");
  await page.getByRole("button", { name: "Send" }).tap();
  await bob.hears("one two");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("");
  await page.context().close();
});

test("on a tablet with a keyboard of its own Enter sends, and Shift+Enter is a line", async ({
  browser,
  people,
  server,
}) => {
  const { bob, room } = await two(people, server.url, "Tablet with keys");
  const { page, field } = await onPhone(browser, server.url, "test1");
  await page.setViewportSize({ width: 820, height: 1180 });
  await page.goto(`${server.url}/rooms/${room.id}`);
  await field.tap();
  await page.keyboard.type("one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await bob.hears("one two");
  await expect(field).toHaveValue("");
  // On screen again: the last key decides.
  await page.keyboard.insertText("three");
  await entersOnScreen(page);
  await expect(field).toHaveValue("three\n");
  await page.context().close();
});

// Jamo by jamo, as in fast typing: Enter is pressed while the last syllable is still being composed.
async function types(keyboard: InputMethod, sentence: string, afterwards: Afterwards): Promise<void> {
  const letters = [...sentence];
  for (const [n, letter] of letters.entries()) {
    if (letter === " ") {
      await keyboard.letsGoOf(" ");
      continue;
    }
    await keyboard.composes(...stepsOf(letter));
    if (n < letters.length - 1) await keyboard.letsGoOf(letter);
    else await keyboard.pressesEnterOver(letter, afterwards);
  }
}

const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const FINALS = 28;

// 감: ㄱ, 가, 감.
function stepsOf(syllable: string): string[] {
  const place = syllable.codePointAt(0)! - 0xac00;
  if (place < 0) return [syllable];
  const open = String.fromCodePoint(0xac00 + place - (place % FINALS));
  const initial = INITIALS[Math.floor(place / FINALS / 21)]!;
  return place % FINALS === 0 ? [initial, open] : [initial, open, syllable];
}

test("invisible text is not sent: not by Enter, and not by the button", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Nothing to see");
  const send = ann.page.getByRole("button", { name: "Send" });
  for (const unseen of ["\u200B", "\u3164\u3164", " \u2060\u00AD\uFE0F ", "\u2800"]) {
    await ann.field.fill(unseen);
    await expect(send).toHaveAttribute("aria-disabled", "true");
    await ann.field.press("Enter");
    // aria-disabled, so it can still be pressed.
    await send.click({ force: true });
    await expect(ann.field).toHaveValue(unseen);
  }
  await ann.says("(seen)");
  await bob.hears("(seen)");
  for (const { log } of [ann, bob]) await expect(log.locator(".bubble")).toHaveText(["(seen)"]);
});
