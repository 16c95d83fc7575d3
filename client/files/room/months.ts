import type { Attachment, Message } from "../../../src/protocol/message";

// What a room's messages hold as rows: a heading a month, pictures in rows of several, all else one a row.

/** A part of a message: a file, or a link. */
export interface SharedItem {
  key: string;
  message: Message;
}

/** A file, and the message that it is in. */
export interface SharedFile extends SharedItem {
  file: Attachment;
}

export type SharedRow<Item extends SharedItem> =
  | { key: string; month: string; items?: undefined }
  | { key: string; month?: undefined; items: Item[] };

/** `monthOf`: in the reader's language and time zone; the same for all of a month. */
export function rowsOf<Item extends SharedItem>(
  items: Item[],
  perRow: number,
  monthOf: (at: number) => string,
): SharedRow<Item>[] {
  const rows: SharedRow<Item>[] = [];
  let month: string | undefined;
  for (const item of items) {
    const own = monthOf(item.message.at);
    if (own !== month) rows.push({ key: `month ${own}`, month: own });
    const last = rows.at(-1)?.items;
    if (own === month && last && last.length < perRow) last.push(item);
    else rows.push({ key: item.key, items: [item] });
    month = own;
  }
  return rows;
}

/** Rows that are what they were stay the same objects, so that they stay on the page when more are loaded. */
export function keptRows<Item extends SharedItem>(
  before: SharedRow<Item>[],
  now: SharedRow<Item>[],
): SharedRow<Item>[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return now.map((row) => {
    const old = known.get(row.key);
    return old && isSame(old, row) ? old : row;
  });
}

const isSame = <Item extends SharedItem>(one: SharedRow<Item>, other: SharedRow<Item>): boolean =>
  one.month === other.month &&
  one.items?.length === other.items?.length &&
  (one.items ?? []).every((item, nth) => item.key === other.items?.[nth]?.key);
