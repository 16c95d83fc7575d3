import type { Stored } from "../../db/history/history";
import { mentionsMe } from "../protocol/mentions";
import { type Notify, notifyAt } from "../protocol/room";
import type { Notifications } from "../protocol/user";
import { isQuiet } from "./quiet";

/** All that it depends on whether one user is told of one message. */
export type Tellable = {
  message: Pick<Stored, "seq" | "kind" | "authorId" | "text" | "mentions" | "hiddenFrom" | "deletedAt">;
  /** It quotes a message of the user's own. */
  isAnswer: boolean;
  member: {
    userId: string;
    /** Nothing up to this seq can be seen by them. */
    floor: number;
    notify: Notify;
    notifyUntil: number | null;
  };
  settings: Pick<Notifications, "quiet" | "keywords">;
  /** The user blocks the author. */
  hasBlocked: boolean;
  /** In ms. */
  now: number;
};
export type Telling = { isTold: boolean; isMention: boolean };

const NOTHING: Telling = { isTold: false, isMention: false };

/**
 * Whether the user is told of the message when they are away, by their own rules; and whether it mentions them. What is read by
 * then, or on screen, is for the caller to leave out.
 */
export function tellingOf(of: Tellable): Telling {
  const { message, member, settings, now } = of;
  if (!isForThem(of) || isQuiet(settings.quiet, now)) return NOTHING;
  const isMention = mentionsMe(message, member.userId);
  const { notify } = notifyAt(member, now);
  const isTold =
    notify === "all" ||
    (notify === "mentions" && (isMention || of.isAnswer || hasKeyword(message.text, settings.keywords)));
  return isTold ? { isTold, isMention } : NOTHING;
}

function isForThem({ message, member, hasBlocked }: Tellable): boolean {
  const { kind, authorId, hiddenFrom, deletedAt, seq } = message;
  if (kind === "system" || deletedAt !== null) return false;
  if (authorId === member.userId || hiddenFrom === member.userId || hasBlocked) return false;
  return seq > member.floor;
}

/** As keywords are compared with what is said. */
export const folded = (text: string): string => text.normalize("NFC").toLowerCase();

function hasKeyword(text: string, keywords: string[]): boolean {
  if (keywords.length === 0) return false;
  // A mention's id is no word that anybody said.
  const said = folded(text.replaceAll(/<@[0-9a-z-]{1,36}>/g, " "));
  return keywords.some((keyword) => said.includes(folded(keyword)));
}
