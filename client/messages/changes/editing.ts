import { createSignal } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { ofTab } from "../../browser/storage";
import type { HistoryEntry } from "../history";

// Which message is being edited: one at a time, also after a reload. Its text is kept with the other unsent texts.

// How long an author can edit or delete a message, in ms, as the server has it.
const AUTHORS_MS = 24 * 60 * 60_000;
const KEY = "potato.editing";

const [editing, setEditing] = createSignal(ofTab.get(KEY));
// Only what was just begun takes the focus, not a row that is scrolled back into view.
let hasJustBegun = false;

const placeOf = ({ roomId, seq }: Pick<Message, "roomId" | "seq">): string => `${roomId} ${seq}`;
/** Under which the text is kept. */
export const editKeyOf = (message: Message): string => `edit ${placeOf(message)}`;

export const isEditing = (message: Message): boolean => editing() === placeOf(message);

export function startEditing(message: Message): void {
  hasJustBegun = true;
  ofTab.set(KEY, placeOf(message));
  setEditing(placeOf(message));
}

export function stopEditing(): void {
  ofTab.set(KEY, undefined);
  setEditing(undefined);
}

/** Whether the field should take the focus; once. */
export function takesFocus(): boolean {
  const takes = hasJustBegun;
  hasJustBegun = false;
  return takes;
}

/** Nothing is left of one that was deleted, and a system message is nobody's. */
export const isText = (entry: HistoryEntry): entry is Message =>
  entry.kind === "text" && entry.deletedAt === null;

/** Whether it is my own text, and not too old to be edited or deleted by me. */
export const isChangeable = (entry: HistoryEntry, meId: string): boolean =>
  isText(entry) && entry.authorId === meId && Date.now() - entry.at < AUTHORS_MS;
