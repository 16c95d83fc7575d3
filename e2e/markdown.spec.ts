import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "playwright/test";

import { test } from "./people";
import { row, standsStill, topOf } from "./reading";
import { account, group, read, say } from "./rest";

const CODE = ["```ts", "// 감자", `const potato = "${"감".repeat(120)}";`, "```"].join("\n");

test("what a message may hold is shown, copied and read out without its marks", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Marked messages", [me!]);
  await say(bob!, room, ["가*나*다 ^_^ # 제목 <b>1</b>"]);
  const texts = [
    '**"감자"**는 *맛*과 ~~향~~ `x*y`',
    "> 어제\n오늘",
    "- 우유\n- 빵\n3. 셋",
    "[메뉴](https://potato.kr/a) [쓰기](mailto:ann@potato.kr) naver.com [naver.com](https://evil.example/)",
    CODE,
  ];
  const last = await say(bob!, room, texts);
  await say(bob!, room, ["그래서"], last - 4);
  await ann.opens(room.title);
  const bubble = (nth: number) => row(ann, last - texts.length + nth).locator(".bubble");

  await expect(row(ann, 2).locator(".bubble")).toHaveText("가*나*다 ^_^ # 제목 <b>1</b>");
  await expect(bubble(1).locator("strong")).toHaveText('"감자"');
  await expect(bubble(1).locator("em")).toHaveText("맛");
  await expect(bubble(1).locator("del")).toHaveText("향");
  await expect(bubble(1).locator("code")).toHaveText("x*y");
  await expect(row(ann, last - 4)).toHaveAccessibleName(/, "감자"는 맛과 향 x\*y, /);
  await expect(bubble(2).locator("blockquote")).toHaveText("어제");
  await expect(bubble(3).getByRole("list")).toHaveCount(2);
  await expect(bubble(3).getByRole("listitem")).toHaveText(["• 우유", "• 빵", "3. 셋"]);
  // Of a quote, and of the list of chats.
  await expect(row(ann, last + 1).getByRole("button", { name: /^Reply/ })).toContainText('"감자"는 맛과');

  const links = bubble(4).getByRole("link");
  await expect(links).toHaveText([
    "메뉴 (potato.kr)",
    "쓰기 (ann@potato.kr)",
    "naver.com",
    "naver.com",
    "https://evil.example/",
  ]);
  for (const [nth, href] of ["https://potato.kr/a", "mailto:ann@potato.kr", "https://naver.com/"].entries())
    await expect(links.nth(nth)).toHaveAttribute("href", href);
  await expect(links.first()).toHaveAttribute("rel", "noopener noreferrer");

  // Selected text has the lines, not the marks.
  const copied = await ann.log.evaluate((log, seq) => {
    const found = log.querySelector(`[data-key="${seq}"] .bubble`)!;
    getSelection()!.selectAllChildren(found);
    const clipboardData = new DataTransfer();
    found.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    getSelection()!.removeAllRanges();
    return clipboardData.getData("text/plain");
  }, last - 2);
  expect(copied).toBe("• 우유\n• 빵\n3. 셋");
});

test("code is coloured, scrolls by keys and is copied by one press", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Code by keys", [me!]);
  const last = await say(bob!, room, [CODE, "```\nshort\n```"]);
  await ann.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await ann.opens(room.title);
  const wide = row(ann, last - 1).getByRole("group", { name: "Code ts" });
  await expect(wide.locator(".code-comment")).toHaveText("// 감자");
  await expect(wide.locator(".code-word")).toHaveText("const");
  // Only what scrolls is a stop.
  await expect(row(ann, last).getByRole("group", { name: "Code" })).not.toHaveAttribute("tabindex");
  await row(ann, last - 1)
    .getByRole("button", { name: "Copy code" })
    .focus();
  await ann.page.keyboard.press("Tab");
  await expect(wide).toBeFocused();
  await ann.page.keyboard.press("ArrowRight");
  await expect.poll(() => wide.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  await ann.page.keyboard.press("Shift+Tab");
  await ann.page.keyboard.press("Enter");
  await expect(ann.page.getByText("Copied.")).toBeVisible();
  const code = CODE.split("\n").slice(1, -1).join("\n");
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(code);

  for (const colorScheme of ["light", "dark"] as const) {
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page: ann.page }).setLegacyMode().include(".log").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

test("where what shows marks comes late, texts are shown as typed until then, and nothing that is read moves", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Late marks", [me!]);
  const plain = Array.from({ length: 20 }, (_, nth) => `plain ${nth}`);
  // It opens at its end.
  await read(me!, room, await say(bob!, room, plain));
  let asked = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ann.page.route("**/assets/markdown-*.js", async (route) => {
    asked++;
    await released;
    await route.continue();
  });
  await ann.page.reload();
  await ann.opens(room.title);
  await ann.hears("plain 19");
  const last = await say(bob!, room, ["**first**", "```\na\nb\n```", "the end"]);
  await ann.hears("the end");
  await expect(row(ann, last - 2).locator(".bubble")).toHaveText("**first**");
  await expect.poll(() => asked).toBe(1);
  await standsStill(ann);
  const before = await topOf(ann, last);
  release();
  await expect(row(ann, last - 2).locator("strong")).toHaveText("first");
  await expect(row(ann, last - 1).locator("pre")).toBeVisible();
  await standsStill(ann);
  expect(Math.abs((await topOf(ann, last)) - before)).toBeLessThanOrEqual(1);
  expect(asked).toBe(1);
});
