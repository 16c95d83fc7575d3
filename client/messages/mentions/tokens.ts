// The tokens that stand for names in a message's text. As in src/protocol/mentions.ts, which explains them.

/** In `mentions` and in a token: every member. */
export const EVERYONE = "all";

/** The id is the first group. */
export const MENTION = /<@(all|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})>/gu;

export const tokenOf = (id: string): string => `<@${id}>`;

/** Whom the text mentions, each once. */
export const mentionedIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(MENTION), ([, id]) => id!)),
];

export const mentionsMe = ({ mentions }: { mentions: string[] }, meId: string): boolean =>
  mentions.includes(meId) || mentions.includes(EVERYONE);
