import type { Message } from "../../../src/protocol/message";
import type { FoldedRun } from "../blocked/fold";
import type { CatchUp } from "../catchup/summary";
import type { HistoryEntry } from "../history";
import type { OutboxDraft } from "../outbox/draft";

/** One row: a message, or a draft. */
export type RowItem = Message | OutboxDraft;

export const isDraft = (item: RowItem): item is OutboxDraft => "state" in item;
export const isShown = (entry: HistoryEntry): entry is Message => entry.kind !== "hidden";

/** The row's `data-key`. */
export const keyOf = (item: RowItem): string => (isDraft(item) ? item.clientId : String(item.seq));

/** What rows need from the list. */
export interface RowContext {
  isPointedAt: (item: RowItem) => boolean;
  pointAt: (item: RowItem | undefined) => void;
  /** It has the focus, or had it last. */
  isCurrent: (item: RowItem) => boolean;
  /** What I had missed when I opened the room, if that is worth a summary. */
  catchUp: () => CatchUp | undefined;
  isLit: (seq: number) => boolean;
  unlight: () => void;
  goTo: (seq: number) => void;
  /** From a button that stands beside the message. */
  openMenu: (message: Message, button: HTMLElement) => void;
  /** The folded run that begins with the message of this seq. */
  runAt: (seq: number) => FoldedRun | undefined;
  toggle: (run: FoldedRun) => void;
  focusRow: (seq: number) => void;
}
