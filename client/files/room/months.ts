import type { Attachment, Message } from "../../../src/protocol/message";

// A room's files as rows: a heading a month, pictures in rows of several, other files one a row.

/** A file, and the message that it is in. */
export interface SharedFile {
  key: string;
  message: Message;
  file: Attachment;
}

export type SharedRow =
  | { key: string; month: string; files?: undefined }
  | { key: string; month?: undefined; files: SharedFile[] };

/** `monthOf`: in the reader's language and time zone; the same for all of a month. */
export function rowsOf(files: SharedFile[], perRow: number, monthOf: (at: number) => string): SharedRow[] {
  const rows: SharedRow[] = [];
  let month: string | undefined;
  for (const file of files) {
    const own = monthOf(file.message.at);
    if (own !== month) rows.push({ key: `month ${own}`, month: own });
    const last = rows.at(-1)?.files;
    if (own === month && last && last.length < perRow) last.push(file);
    else rows.push({ key: file.key, files: [file] });
    month = own;
  }
  return rows;
}

/** Rows that are what they were stay the same objects, so that they stay on the page when more are loaded. */
export function keptRows(before: SharedRow[], now: SharedRow[]): SharedRow[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return now.map((row) => {
    const old = known.get(row.key);
    return old && isSame(old, row) ? old : row;
  });
}

const isSame = (one: SharedRow, other: SharedRow): boolean =>
  one.month === other.month &&
  one.files?.length === other.files?.length &&
  (one.files ?? []).every((file, nth) => file.key === other.files?.[nth]?.key);
