import { dayOf } from "../../i18n/words";
import { isDraft, type RowItem } from "../view/item";

const MINUTE_MS = 60_000;

/** Whether two consecutive messages are by one author within the same minute: they share one avatar and one time. */
export function isSameGroup(one: RowItem | undefined, next: RowItem | undefined, meId: string): boolean {
  if (!one || !next || isEvent(one) || isEvent(next) || authorOf(one, meId) !== authorOf(next, meId))
    return false;
  return Math.floor(one.at / MINUTE_MS) === Math.floor(next.at / MINUTE_MS);
}

/** In the reader's own time zone. */
export const isNewDay = (before: RowItem | undefined, item: RowItem): boolean =>
  !before || dayOf(before.at) !== dayOf(item.at);

const authorOf = (item: RowItem, meId: string): string => (isDraft(item) ? meId : item.authorId);

const isEvent = (item: RowItem): boolean => !isDraft(item) && item.event !== null;
