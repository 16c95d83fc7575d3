// Whom a message mentions. `Message.mentions` says who is notified; in the text each mention is a token with the person's
// id, `<@id>`, so that it follows a change of name. Clients show the name.

/** In `mentions`: every member of the room. The owner and admins of a group of so many members may do that. */
export const EVERYONE = "all";
export const MOST_FOR_EVERYONE = 200;

export const mentionsMe = ({ mentions }: { mentions: string[] }, userId: string): boolean =>
  mentions.includes(userId) || mentions.includes(EVERYONE);

/** A text that was cut, without the token that it was cut in. */
export const withoutCutMention = (text: string): string =>
  text.replace(/<(?:@(?:a|al|all|[0-9a-f-]{0,36}))?$/u, "");
