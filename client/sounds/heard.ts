import type { Message } from "../../src/protocol/message";
import { mentionsMe } from "../messages/mentions/tokens";

/** What decides whether a new message makes a sound. */
export interface Hearing {
  meId: string;
  /** How I keep its room. */
  notify: "all" | "mentions" | "none";
  /** The room is on screen, in this tab. */
  isShown: boolean;
  isBlocked: (userId: string) => boolean;
}

/** Of people, not of me, in a room that is not muted and that I am not looking at. */
export function isHeard(message: Message, { meId, notify, isShown, isBlocked }: Hearing): boolean {
  const { kind, authorId, replyTo } = message;
  if (kind !== "text" || authorId === meId || isShown || isBlocked(authorId)) return false;
  if (notify === "mentions") return mentionsMe(message, meId) || replyTo?.authorId === meId;
  return notify === "all";
}
