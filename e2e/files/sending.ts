// How people send files.
import { expect, type Locator } from "playwright/test";

import type { Message } from "../../src/protocol/message";
import type { Person } from "../person";
import { type Account, by, type Made } from "../rest";

type Files = Parameters<Locator["setInputFiles"]>[0];

export const chosen = ({ page }: Person): Locator => page.getByRole("list", { name: "Files to send" });
export const chosenFiles = (person: Person): Locator => chosen(person).getByRole("listitem");

/** By the browser's own dialog. */
export async function chooses({ page }: Person, files: Files): Promise<void> {
  const opening = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await opening).setFiles(files);
  await expect(page.locator(".chosen, .chosen-fault").first()).toBeVisible();
}

/** Chromium sends what was on a line that was cut once more by itself; the server refuses what it has already. */
export const mayBeCut = ({ allowed }: Person): unknown =>
  allowed.push((fault) => fault.includes("status of 409"));

/** What was on its way when it was cancelled finds no upload any more. */
export const mayBeCancelled = ({ allowed }: Person): unknown =>
  allowed.push((fault) => /status of 404 .*\/api\/uploads\//.test(fault));

export const sends = ({ page }: Person): Promise<void> =>
  page.getByRole("button", { name: "Send", exact: true }).click();

/** Pastes or drops files: a page cannot be given any from outside, so they are made inside of it. */
export async function gives(
  target: Locator,
  how: "paste" | "dragover" | "drop",
  files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] }));
  await target.evaluate(
    (element, { type, all }) => {
      const data = new DataTransfer();
      for (const { name, mimeType, bytes } of all)
        data.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
      const init = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        type === "paste"
          ? new ClipboardEvent(type, { ...init, clipboardData: data })
          : new DragEvent(type, { ...init, dataTransfer: data }),
      );
    },
    { type: how, all: given },
  );
}

/** The messages of a room that people wrote, ascending. */
export async function messagesIn(reader: Account, room: Made): Promise<Message[]> {
  const answer = await by(reader, "GET", `/api/rooms/${room.id}/messages?limit=100`);
  return (answer as { messages: Message[] }).messages.filter(({ kind }) => kind === "text");
}

/** Resolves once the server has so many of them. */
export async function hasMessages(reader: Account, room: Made, count: number): Promise<Message[]> {
  await expect.poll(async () => (await messagesIn(reader, room)).length, { timeout: 30_000 }).toBe(count);
  return messagesIn(reader, room);
}

export async function bytesOf({ url, token }: Account, id: string): Promise<Buffer> {
  const answer = await fetch(`${url}/api/files/${id}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

export const draftRow = ({ log }: Person): Locator =>
  log.getByRole("article").filter({ has: log.page().locator(".sending-files") });
export const progress = ({ log }: Person): Locator => log.getByRole("progressbar");
