import type { Attachment } from "../../../../src/protocol/message";
import { neverChanged, type Stored } from "../../history";
import { NewerRelease } from "../../newer";

/**
 * The JSON in a line of the journal: messages as they were left by what the line stores. It applies to a message that is the
 * next of its room, and to one that is there with a lower rev.
 * - version 1, until messages could change: an array of messages;
 * - version 2: `{ v: 2, messages }`; at first without `forwardedFrom`, `attachments` and `noPreview`.
 */
const NEWEST = 2;
const notYet = { noPreview: false, forwardedFrom: null, attachments: [] as Attachment[] };

export const toRecord = (messages: Stored[]): string => JSON.stringify({ v: NEWEST, messages });

/** Throws at a record of a newer release: what that says would be lost. */
export function fromRecord(json: string): Stored[] {
  const record = JSON.parse(json) as Stored[] | { v: number; messages: Stored[] };
  if (Array.isArray(record)) return record.map((message) => ({ ...notYet, ...neverChanged, ...message }));
  if (record.v > NEWEST) throw new NewerRelease("The journal of history");
  return record.messages.map((message) => ({ ...notYet, ...message }));
}
