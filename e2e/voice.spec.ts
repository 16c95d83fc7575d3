import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "playwright/test";

import { bytesOf, chosenFiles, hasMessages } from "./files/sending";
import { type Person, test } from "./people";
import { account, two } from "./rest";

// A microphone that beeps, and nobody to ask.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...microphone] });
  },
});

const record = ({ page }: Person) => page.getByRole("button", { name: "Record a voice message" });
const recorder = ({ page }: Person) => page.getByRole("group", { name: "Recording a voice message" });
const time = (person: Person) => recorder(person).getByRole("timer");

test("a voice message is recorded by the keyboard alone, and has its length and its waveform", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "Phone-in");
  await record(ann).focus();
  await ann.page.keyboard.press("Enter");
  await expect(recorder(ann).getByRole("button", { name: "Send voice message" })).toBeFocused();
  await expect(time(ann)).toHaveText("0:02");
  await ann.page.keyboard.press("Enter");
  await expect(recorder(ann)).toBeHidden();
  await expect(ann.field).toBeFocused();

  const other = await account(server.url, "test2");
  const [message] = await hasMessages(other, room, 1);
  const [voice] = message!.attachments;
  expect(message!.text).toBe("");
  expect(voice!.name).toMatch(/^voice-\d{4}-\d\d-\d\d-\d{4}\.webm$/);
  expect(voice!.mediaType).toBe("audio/webm");
  expect(voice!.durationMs).toBeGreaterThan(1900);
  const bars = [...Buffer.from(voice!.waveform ?? "", "base64url")];
  expect(bars).toHaveLength(64);
  // It beeps once a second.
  expect(Math.max(...bars)).toBeGreaterThan(Math.min(...bars) + 50);
  expect((await bytesOf(other, voice!.id)).length).toBe(voice!.size);
});

test("a recording can be stopped and then sent, and it can be discarded", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Choir practice");
  await record(ann).click();
  await expect(time(ann)).toHaveText("0:01");
  await recorder(ann).getByRole("button", { name: "Discard recording" }).click();
  await expect(recorder(ann)).toBeHidden();
  await record(ann).click();
  await expect(time(ann)).toHaveText("0:01");
  const { violations } = await new AxeBuilder({ page: ann.page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await recorder(ann).getByRole("button", { name: "Stop" }).click();
  await expect(recorder(ann).getByRole("button", { name: "Stop" })).toBeHidden();
  await recorder(ann).getByRole("button", { name: "Send voice message" }).click();
  expect(await hasMessages(await account(server.url, "test2"), room, 1)).toHaveLength(1);
});

test("whoever leaves the room while they speak finds it there, to be sent", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Half a sentence");
  await record(ann).click();
  await expect(time(ann)).toHaveText("0:01");
  await ann.opens("Potato lovers");
  await expect(recorder(ann)).toBeHidden();
  await expect(chosenFiles(ann)).toHaveCount(0);
  await ann.opens(room.title);
  await expect(chosenFiles(ann)).toHaveCount(1);
  await expect(chosenFiles(ann)).toContainText("voice-");
});

test("while something is being written there is no microphone; without one, that is said", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "Silent film");
  await ann.field.fill("hm");
  await expect(record(ann)).toBeHidden();
  await ann.field.fill("");
  await ann.page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("Requested device not found", "NotFoundError"));
  });
  await record(ann).click();
  await expect(ann.page.getByText("No microphone was found.")).toBeVisible();
  await expect(recorder(ann)).toBeHidden();
  await expect(record(ann)).toBeVisible();
});
