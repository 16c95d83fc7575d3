import { createSignal } from "solid-js";

import { ask, currentToken } from "../../../api";
import type { OutboxFile } from "../../../messages/outbox/draft";
import { readOut } from "../../../ui/Announcer";
import { setSentOf } from "../uploads/progress";
import { sending } from "../words";
import { dropBlobs, keepBlobs } from "./blobs";

// The bytes of a draft's files, from when it is sent until its message is there.

// The ids of those that would be lost with the page.
const [unkept, setUnkept] = createSignal<ReadonlySet<string>>(new Set());
let isSaid = false;

export const isUnkept = ({ id }: OutboxFile): boolean => unkept().has(id);

/** Whether they survive the page: a browser may have no space, or no database. Then the page says so. */
export async function keep(userId: string, files: OutboxFile[]): Promise<boolean> {
  const ids = files.map(({ id }) => id);
  const isKept = await keepBlobs(userId, ids).catch(() => false);
  if (isKept) return true;
  setUnkept((all) => new Set([...all, ...ids]));
  if (!isSaid) readOut(sending().unkept);
  isSaid = true;
  return false;
}

/** They are not needed any more: the message is there, or was given up. */
export function drop(files: OutboxFile[]): void {
  for (const { id } of files) setSentOf(id, undefined);
  setUnkept((all) => new Set([...all].filter((id) => files.every((file) => file.id !== id))));
  const unfinished = files.flatMap(({ uploadUrl, attachmentId }) => (attachmentId ? [] : (uploadUrl ?? [])));
  // If it fails, the server forgets them by itself.
  for (const url of unfinished) void ask(() => terminate(url)).catch(() => undefined);
  // There may be no database; and what is left in one expires.
  void dropBlobs(files.map(({ id }) => id)).catch(() => undefined);
}

async function terminate(url: string) {
  const headers = { authorization: `Bearer ${currentToken() ?? ""}`, "tus-resumable": "1.0.0" };
  const response = await fetch(url, { method: "DELETE", headers });
  return response.ok ? { data: undefined, error: null } : { data: null, error: { value: null }, response };
}
