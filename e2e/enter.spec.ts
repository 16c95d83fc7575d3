import { expect } from "playwright/test";

import { InputMethod } from "./keyboard/ime";
import { composing, ends, type Event, key, plays, taken } from "./keyboard/recorded";
import { test } from "./people";
import { two } from "./rest";

const KOREAN = "안녕하세요";
const JAPANESE = "にほん";

// The last syllable is still being composed when Enter is pressed.
const korean: Record<string, Event[]> = {
  "Chrome on Windows": [taken(true), ends(KOREAN), key("keyup")],
  "Chrome on Linux": [taken(true), ends(KOREAN), key("keydown"), key("keyup")],
  "Chrome on macOS": [taken(true, "Enter"), ends(KOREAN), key("keydown"), key("keyup")],
  "Chrome on macOS, with a line break only": [
    taken(true, "Enter"),
    ends(KOREAN),
    { type: "linebreak" },
    key("keyup"),
  ],
  Safari: [ends(KOREAN), taken(false, "Enter"), key("keyup")],
  Firefox: [taken(true), ends(KOREAN), key("keyup")],
  "Firefox, composing by a key of its own": [key("keydown", true), ends(KOREAN), key("keyup")],
  "Android, with a keyboard plugged in": [
    taken(true, "Unidentified"),
    ends(KOREAN),
    key("keydown"),
    key("keyup"),
  ],
};

// Here Enter chooses the word.
const japanese: Record<string, Event[]> = {
  Chrome: [taken(true), ends(JAPANESE), key("keyup")],
  Safari: [ends(JAPANESE), taken(false, "Enter"), key("keyup")],
  Firefox: [key("keydown", true), ends(JAPANESE), key("keyup")],
};

test("안녕하세요 and one Enter is sent once, and the field is empty", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Good day");
  const keyboard = await InputMethod.of(ann.page);
  await ann.field.focus();
  for (const syllable of KOREAN.slice(0, -1)) await says(keyboard, syllable);
  await keyboard.composes("ㅇ", "요");
  await keyboard.pressesEnterOver("요", "an Enter of its own");
  await expect(ann.field).toHaveValue("");
  await ann.says("(the end)");
  await bob.hears("(the end)");
  for (const { log } of [ann, bob]) await expect(log.getByText(KOREAN, { exact: true })).toHaveCount(1);
});

test("にほん and Enter is only confirmed, and the next Enter sends it", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Konnichiwa");
  const keyboard = await InputMethod.of(ann.page);
  await ann.field.focus();
  await keyboard.composes("n", "に", "にh", "にほ", "にほn", JAPANESE);
  await keyboard.pressesEnterOver(JAPANESE, "nothing");
  await expect(ann.field).toHaveValue(JAPANESE);
  await expect(ann.log.getByText(JAPANESE)).toHaveCount(0);
  await ann.page.keyboard.press("Enter");
  await expect(ann.field).toHaveValue("");
  await bob.hears(JAPANESE);
  await expect(bob.log.getByText(JAPANESE)).toHaveCount(1);
});

test("one Enter during composition sends once, in any browser's event order", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Every order");
  for (const [browser, events] of Object.entries(korean)) {
    await plays(ann.field, [...composing(KOREAN), ...events]);
    await expect(ann.field, browser).toHaveValue("");
    // This was sent later, so all events of the press have been handled.
    await ann.says(`(${browser})`);
    await bob.hears(`(${browser})`);
  }
  const expected = Object.keys(korean).flatMap((browser) => [KOREAN, `(${browser})`]);
  for (const { log } of [ann, bob]) await expect(log.locator(".bubble")).toHaveText(expected);
});

test("an Enter that chooses a word sends nothing, and the next one sends, in any browser's event order", async ({
  people,
  server,
}) => {
  const { ann, bob } = await two(people, server.url, "Words to choose");
  for (const [browser, events] of Object.entries(japanese)) {
    await plays(ann.field, [...composing(JAPANESE), ...events]);
    await expect(ann.field, browser).toHaveValue(JAPANESE);
    await plays(ann.field, [key("keydown"), key("keyup")]);
    await expect(ann.field, browser).toHaveValue("");
  }
  await ann.says("(the end)");
  await bob.hears("(the end)");
  const expected = [...Object.keys(japanese).map(() => JAPANESE), "(the end)"];
  for (const { log } of [ann, bob]) await expect(log.locator(".bubble")).toHaveText(expected);
});

test("Android's keys without a name send nothing", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Nameless keys");
  const nameless = taken(true, "Unidentified");
  await plays(ann.field, [nameless, ...composing("감"), nameless, ends("감"), nameless]);
  await expect(ann.field).toHaveValue("감");
  await plays(ann.field, [nameless, ...composing("자"), ends("자"), key("keydown"), key("keyup")]);
  await expect(ann.field).toHaveValue("");
  await bob.hears("감자");
  await expect(bob.log.locator(".bubble")).toHaveText(["감자"]);
});

async function says(keyboard: InputMethod, syllable: string): Promise<void> {
  await keyboard.composes(syllable);
  await keyboard.letsGoOf(syllable);
}
