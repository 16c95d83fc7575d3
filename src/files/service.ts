import { contentOf, type FileRange, files, thumbnailOf } from "../../db/files/files";
import { history, holds, type Stored, toAttachment, type Upload } from "../../db/history/history";
import { notFound, Refused } from "../errors";
import { log } from "../log";
import * as messages from "../messages/service";
import type { Attachment } from "../protocol/message";
import * as rooms from "../rooms/service";
import { make } from "./making";
import type { NewFile, RoomFiles, RoomFilesQuery } from "./model";
import type { SentFile } from "./uploads/multipart";
import * as parts from "./uploads/parts";
import { mustFit } from "./uploads/quota";

// Files that people send. An upload comes in parts, becomes a file once it is whole, and is then attached to messages. Whoever
// may see a message that holds a file may have it; to anyone else it does not exist.

// Those that are being made, by id: a client may ask twice.
const making = new Map<string, Promise<Upload>>();

/** Makes a file of my upload, which must be whole; again, answers the same. */
export async function add(userId: string, asked: NewFile): Promise<Attachment> {
  const { uploadId } = asked;
  const known = async () => (await history.uploads.find([uploadId]))[0];
  const upload =
    (await known()) ??
    (await makeOnce(userId, asked).catch(async (error: unknown) => {
      // Another machine has made it meanwhile.
      const made = await known();
      if (!made) throw error;
      return made;
    }));
  if (upload.ownerId !== userId) throw notFound();
  return toAttachment(upload);
}

async function makeOnce(userId: string, asked: NewFile): Promise<Upload> {
  const unfinished = await parts.find(userId, asked.uploadId);
  if (unfinished.offset < unfinished.size)
    throw new Refused("conflict", { detail: "The upload is not complete." });
  const { id } = unfinished;
  const made = making.get(id) ?? begun(unfinished, asked).finally(() => making.delete(id));
  making.set(id, made);
  return made;
}

async function begun(unfinished: parts.Unfinished, asked: NewFile): Promise<Upload> {
  const { id, ownerId, size } = unfinished;
  await mustFit(ownerId, size);
  await make(unfinished, asked);
  // What is left of it goes later where that fails.
  await parts.discard(unfinished).catch((error: unknown) => log.warn({ err: error }, "parts are left"));
  const [first] = await history.uploads.find([id]);
  return first ?? gone(id);
}

/** A file in one go, of at most `announced` bytes. */
export async function addWhole(userId: string, { name, content }: SentFile): Promise<Attachment> {
  const id = parts.newId();
  const own = { ownerId: userId, id };
  try {
    const size = await parts.append(own, 0, content);
    await mustFit(userId, size);
    await parts.begin(userId, id, size);
    return await add(userId, { uploadId: id, name });
  } catch (error) {
    await parts.discard(own).catch(() => undefined);
    throw error;
  }
}

/** A file that I may see, with its bytes in a range of it. `range` answers which, once the size is known. */
export type OpenedFile = {
  file: Attachment;
  content: (range: FileRange) => Promise<ReadableStream<Uint8Array>>;
};

export async function open(userId: string, id: string): Promise<OpenedFile> {
  const file = await visible(userId, id);
  return { file, content: async (range) => (await files.read(contentOf(id), range)) ?? gone(id) };
}

export async function thumbnail(userId: string, id: string): Promise<Blob> {
  const { hasThumbnail } = await visible(userId, id);
  const found = hasThumbnail ? await files.get(thumbnailOf(id)) : null;
  return found ?? gone(id);
}

/** Their own until it is in a message: then as everyone, also for its owner, while they may see that message. */
async function visible(userId: string, id: string): Promise<Attachment> {
  const [upload] = await history.uploads.find([id]);
  if (!upload) throw notFound();
  if (await messages.maySeeFile(userId, id)) return toAttachment(upload);
  const isSpare = upload.ownerId === userId && (await history.holders(id)).length === 0;
  if (!isSpare) throw notFound();
  return toAttachment(upload);
}

/** Deleted a moment ago; or lost, which `bun run verify` finds. */
function gone(id: string): never {
  log.warn({ fileId: id }, "a file is not there");
  throw notFound();
}

// Pages that are read for one answer, where a room has much of the other kind.
const MOST_PAGES = 5;

/** The messages of a room that have files of a kind, or links, of those that I may see; the newest first. */
export async function inRoom(
  userId: string,
  roomId: string,
  { kind, before, limit = 50 }: RoomFilesQuery,
): Promise<RoomFiles> {
  const view = rooms.forMember(userId, roomId);
  const { floor } = rooms.viewerOf(view, userId);
  const found: Stored[] = [];
  let cursor: number | null = before ?? Infinity;
  for (let pages = 0; pages < MOST_PAGES && found.length < limit && cursor !== null; pages++) {
    const page: Stored[] = await history.having(roomId, {
      kind: kind === "link" ? "link" : "file",
      before: cursor,
      limit,
    });
    const seen = page.filter(({ seq, hiddenFrom }) => seq > floor && hiddenFrom !== userId);
    const fitting = seen.filter((message) => hasKind(message, kind)).slice(0, limit - found.length);
    found.push(...fitting);
    const isFull = found.length === limit;
    const last = isFull ? fitting.at(-1)!.seq : (page.at(-1)?.seq ?? 0);
    cursor = (page.length < limit && !isFull) || last <= floor + 1 ? null : last;
  }
  const shown = await rooms.present(view, userId, found);
  return { messages: shown, users: messages.namedIn(shown), cursor };
}

function hasKind(message: Stored, kind: RoomFilesQuery["kind"]): boolean {
  if (kind === undefined) return true;
  if (kind === "link") return holds.link(message);
  return message.attachments.some(({ mediaType }) => isMedia(mediaType) === (kind === "media"));
}

const isMedia = (mediaType: string): boolean => /^(image|video)\//.test(mediaType);

// Uploads that one sweep looks at.
const SWEPT_AT_ONCE = 200;

/** Removes what nobody needs any more: what was never finished, and files that no message holds. */
export async function sweep(now = Date.now()): Promise<void> {
  try {
    await parts.sweep(now);
    const spare = await history.uploads.spare(now - messages.SPARE_MS, SWEPT_AT_ONCE);
    await messages.collect(spare.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    log.warn({ err: error }, "files could not be looked through");
  }
}
