import type { Attachment } from "../../../src/protocol/message";

/** A file that someone has uploaded: what messages say of it, whose it is, and since when it is there. */
export type Upload = Attachment & UploadFacts;
/** `sha256`: of its bytes, in hexadecimal digits. */
type UploadFacts = { ownerId: string; at: number; sha256: string };

/** What messages say of an upload. */
export function toAttachment(upload: Upload): Attachment {
  const attachment: Attachment & Partial<UploadFacts> = { ...upload };
  for (const fact of ["ownerId", "at", "sha256"] as const) delete attachment[fact];
  return attachment;
}

/**
 * What has been uploaded, beside the messages that hold it: the bytes are in `db/files`. This is a part of the seam of
 * history; each write is as durable as a message.
 *
 * An upload is spare until it is kept: nobody knows of a message that holds it. Whoever sends one keeps it; so may whoever
 * sweeps, who asks `holders` first.
 */
export interface Uploads {
  /** Does nothing if there is one with this id. */
  add(upload: Upload): Promise<void>;
  /** Those that exist, in the order of `ids`. */
  find(ids: string[]): Promise<Upload[]>;
  /** How many bytes all uploads of a user have. */
  sizeOf(ownerId: string): Promise<number>;
  /** At most `limit` that are spare and were added before this time, the oldest first. */
  spare(before: number, limit: number): Promise<Upload[]>;
  /** These are not spare any more; unknown ids do nothing. */
  keep(ids: string[]): Promise<void>;
  /** These are spare again, since they were added. */
  release(ids: string[]): Promise<void>;
  /** Does nothing if there is none. */
  remove(id: string): Promise<void>;
}
