import { expect } from "playwright/test";

import { type Afterwards, InputMethod } from "./keyboard/ime";
import { across, test } from "./people";

// In the demo a 1:1 has the other person's name, and groups have their title.
const ANN = "햇감자";
const BOB = "Hash Brown";
const SHORT = "Potato lovers";

test(
  "two people chat both ways, and a reload shows the same messages in the same order",
  across,
  async ({ people }) => {
    const [ann, bob] = await people(2);
    await Promise.all([ann.opens(BOB), bob.opens(ANN)]);

    await ann.says("Is the oven warm?");
    await bob.hears("Is the oven warm?");
    await bob.says("Warm enough for two.\nBring salt!");
    await ann.hears("Warm enough for two. Bring salt!");
    await ann.says("On my way");
    await bob.hears("On my way");

    await expect(ann.log).not.toContainText("sending");
    const said = await ann.log.locator("p").allInnerTexts();
    await ann.page.reload();
    await ann.hears("On my way");
    // The list only renders what is in view and a little more, so compare its end.
    await expect
      .poll(async () => (await ann.log.locator("p").allInnerTexts()).slice(-3))
      .toEqual(said.slice(-3));
  },
);

test("a message counts as unread in the other's list until it is seen", across, async ({ people }) => {
  const [ann, bob] = await people(2);
  await ann.opens(SHORT);
  await bob.opens(SHORT);
  await bob.hasUnread(SHORT, 0);
  await bob.opens(ANN);

  await ann.says("first of two");
  await bob.hasUnread(SHORT, 1);
  await ann.says("second of two");
  await bob.hasUnread(SHORT, 2);
  await ann.hasUnread(SHORT, 0);

  await bob.opens(SHORT);
  await bob.hears("second of two");
  await bob.hasUnread(SHORT, 0);
  await bob.page.reload();
  await bob.hears("second of two");
  await bob.hasUnread(SHORT, 0);
});

test(
  "someone who was offline gets the missed messages, once and in order",
  across,
  async ({ people, line }) => {
    const [ann, bob] = await people(2);
    await bob.comesBy(line);
    await Promise.all([ann.opens(BOB), bob.opens(ANN)]);
    await line.cut();
    await ann.says("said into the silence");
    await ann.says("and once more");
    await bob.field.fill("typed in the dark");
    await bob.field.press("Enter");
    await expect(bob.log).toContainText("sending");

    await line.mend();
    await bob.hears("and once more");
    await ann.hears("typed in the dark");
    await expect(bob.log).not.toContainText("sending");
    const said = await bob.log.locator("p").allInnerTexts();
    expect(said.slice(-3)).toEqual(["said into the silence", "and once more", "typed in the dark"]);
  },
);

for (const afterwards of ["nothing", "an Enter of its own"] satisfies Afterwards[]) {
  test(`one Enter sends Hangul once and whole, with ${afterwards} after it`, async ({ people }) => {
    const [ann, bob] = await people(2);
    await Promise.all([ann.opens(BOB), bob.opens(ANN)]);
    const keyboard = await InputMethod.of(ann.page);
    const text = afterwards === "nothing" ? "감자" : "감사";

    await ann.field.focus();
    await keyboard.composes("ㄱ", "가", "감");
    await keyboard.letsGoOf("감");
    await keyboard.composes(text === "감자" ? "ㅈ" : "ㅅ", text.at(-1)!);
    await keyboard.pressesEnterOver(text.at(-1)!, afterwards);

    await bob.hears(text);
    await expect(ann.field).toHaveValue("");
    // A duplicate would appear before this.
    await ann.says(`after ${text}`);
    await bob.hears(`after ${text}`);
    await expect(bob.log.getByText(text, { exact: true })).toHaveCount(1);
    const said = await bob.log.locator("p").allInnerTexts();
    expect(said.slice(-2)).toEqual([text, `after ${text}`]);
  });
}

test("while a Japanese word is chosen, Enter only chooses it", async ({ people }) => {
  const [ann, bob] = await people(2);
  await Promise.all([ann.opens(BOB), bob.opens(ANN)]);
  const keyboard = await InputMethod.of(ann.page);

  await ann.field.focus();
  await keyboard.composes("い", "いも");
  await keyboard.pressesEnterOver("芋", "nothing");
  await expect(ann.field).toHaveValue("芋");
  await ann.field.press("Enter");
  await bob.hears("芋");
});
