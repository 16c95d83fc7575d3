import { contentOf, files, thumbnailOf } from "../../../db/files/files";
import { history, type Stored, toAttachment } from "../../../db/history/history";
import { notFound, Refused } from "../../errors";
import { log } from "../../log";
import type { Attachment } from "../../protocol/message";
import * as rooms from "../../rooms/service";

// Files of messages: who may attach one and see one, and what becomes of it with its message. The bytes and the uploads are
// in stores of their own; this keeps them in step with messages, so that a crash leaves nothing that a sweep does not find.

const HOUR_MS = 3600_000;
/** An upload that no message holds is removed after this time. */
export const SPARE_MS = 24 * HOUR_MS;
// Before that, so that none is removed while its message is being stored.
const ATTACHABLE_MS = SPARE_MS - HOUR_MS;

/**
 * The files with these ids, in this order, as a message of this author may hold them: what they have uploaded, and what is
 * in a message that they may see. Any other is `not-found`.
 */
export async function attachable(authorId: string, ids: string[]): Promise<Attachment[]> {
  const uploads = await history.uploads.find(ids);
  if (uploads.length < ids.length) throw notFound();
  for (const { id, ownerId, at } of uploads) {
    if (ownerId === authorId && Date.now() - at < ATTACHABLE_MS) continue;
    if (!(await maySeeFile(authorId, id))) throw notFound();
  }
  return uploads.map(toAttachment);
}

/** Whether someone may see a message that holds this file. */
export async function maySeeFile(userId: string, fileId: string): Promise<boolean> {
  const byRoom = Map.groupBy(await history.holders(fileId), ({ roomId }) => roomId);
  for (const [roomId, holders] of byRoom) {
    if (!rooms.find(roomId)?.members.has(userId)) continue;
    const view = rooms.forMember(userId, roomId);
    const { floor } = rooms.viewerOf(view, userId);
    const seqs = holders.map(({ seq }) => seq).filter((seq) => seq > floor);
    const messages = await history.find(roomId, seqs);
    if (messages.some(({ hiddenFrom }) => hiddenFrom !== userId)) return true;
  }
  return false;
}

/** A message with these files is stored: they are not spare any more. Where that fails, a sweep does it. */
export function keep({ attachments }: Pick<Stored, "attachments">): void {
  if (attachments.length === 0) return;
  history.uploads
    .keep(attachments.map(({ id }) => id))
    .catch((error: unknown) => log.warn({ err: error }, "uploads could not be kept yet"));
}

/** Before a message goes that holds these files: from here on a sweep looks at them, whatever happens. */
export async function release({ attachments }: Pick<Stored, "attachments">): Promise<void> {
  if (attachments.length > 0) await history.uploads.release(attachments.map(({ id }) => id));
}

/** Removes those of these files that no message holds. Where that fails, a sweep does it. */
export async function collect(fileIds: string[]): Promise<void> {
  for (const id of fileIds) {
    try {
      if ((await history.holders(id)).length > 0) await history.uploads.keep([id]);
      else await discard(id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn({ err: error }, "an unused file could not be removed yet");
    }
  }
}

/** Removes a file that no message holds. A crash in between leaves the upload, which is found again. */
async function discard(id: string): Promise<void> {
  await files.remove(thumbnailOf(id));
  await files.remove(contentOf(id));
  await history.uploads.remove(id);
}
