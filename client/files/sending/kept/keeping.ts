import { ask, currentToken } from "../../../api";
import type { OutboxFile } from "../../../messages/outbox/draft";
import { setSentOf } from "../uploads/progress";
import { dropBlobs, keepBlobs } from "./blobs";

// The bytes of a draft's files, from when it is sent until its message is there.

/** Whether they survive the page: a browser may have no space, or no database. */
export const keep = (userId: string, files: OutboxFile[]): Promise<boolean> =>
  keepBlobs(
    userId,
    files.map(({ id }) => id),
  ).catch(() => false);

/** They are not needed any more: the message is there, or was given up. */
export function drop(files: OutboxFile[]): void {
  for (const { id } of files) setSentOf(id, undefined);
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
