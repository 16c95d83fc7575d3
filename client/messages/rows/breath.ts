import { dayOf } from "../../i18n/words";
import { isDraft, type Item } from "../view/item";

const MINUTE_MS = 60_000;

/** Whether two that follow each other are said by one person within the same minute: one face and one time do for both. */
export function isSameBreath(one: Item | undefined, next: Item | undefined, meId: string): boolean {
  if (!one || !next || isEvent(one) || isEvent(next) || authorOf(one, meId) !== authorOf(next, meId))
    return false;
  return Math.floor(one.at / MINUTE_MS) === Math.floor(next.at / MINUTE_MS);
}

/** In the reader's own time zone. */
export const isNewDay = (before: Item | undefined, item: Item): boolean =>
  !before || dayOf(before.at) !== dayOf(item.at);

const authorOf = (item: Item, meId: string): string => (isDraft(item) ? meId : item.authorId);

const isEvent = (item: Item): boolean => !isDraft(item) && item.event !== null;
