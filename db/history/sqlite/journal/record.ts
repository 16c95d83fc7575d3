import type { Stored } from "../../history";
import { NewerRelease } from "../../newer";

/** The JSON in a line of the journal: an array of messages. Later versions are objects, which say theirs: `{ v }`. */
export const toRecord = (messages: Stored[]): string => JSON.stringify(messages);

/** Throws at a record of a newer release: what that says would be lost. */
export function fromRecord(json: string): Stored[] {
  const record = JSON.parse(json) as Stored[] | { v: number };
  if (Array.isArray(record)) return record;
  throw new NewerRelease("The journal of history");
}
