import type { Reaction } from "../../../db/history/history";
import { invalid, Refused } from "../../errors";

// Reactions to one message: in the order in which each emoji was first used, and its users in the order in which they did.

// Kinds of emoji that one message can have.
const MOST_KINDS = 20;
// As Unicode recommends it for interchange (UTS #51): one emoji, with its skin tone and its parts.
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;
// The longest has fourteen code units; anything far beyond that is not even looked at.
const MOST_UNITS = 40;

/** Throws `invalid` for whatever is not exactly one emoji. */
export function mustBeEmoji(text: string): string {
  if (text.length <= MOST_UNITS && ONE_EMOJI.test(text)) return text;
  throw invalid("emoji", "is not one emoji");
}

/** With this user's reaction; undefined where it is there already. One kind too many is a `conflict`. */
export function withReaction(reactions: Reaction[], emoji: string, userId: string): Reaction[] | undefined {
  const there = reactions.find((one) => one.emoji === emoji);
  if (there?.userIds.includes(userId)) return undefined;
  if (there)
    return reactions.map((one) => (one === there ? { emoji, userIds: [...one.userIds, userId] } : one));
  if (reactions.length >= MOST_KINDS)
    throw new Refused("conflict", { detail: `A message has at most ${MOST_KINDS} kinds of reactions.` });
  return [...reactions, { emoji, userIds: [userId] }];
}

/** Without this user's reaction; undefined where there is none. */
export function withoutReaction(
  reactions: Reaction[],
  emoji: string,
  userId: string,
): Reaction[] | undefined {
  const there = reactions.find((one) => one.emoji === emoji);
  if (!there?.userIds.includes(userId)) return undefined;
  return reactions.flatMap((one) => {
    if (one !== there) return [one];
    const userIds = one.userIds.filter((id) => id !== userId);
    return userIds.length > 0 ? [{ emoji, userIds }] : [];
  });
}

/** The emojis that this user has reacted with. */
export const emojisOf = (reactions: Reaction[], userId: string): string[] =>
  reactions.filter(({ userIds }) => userIds.includes(userId)).map(({ emoji }) => emoji);
