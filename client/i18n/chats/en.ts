// Part of `en`: the list of chats, chats that are gone, and what is shown of a chat at once.
export const list = {
  search: "Search chats",
  filter: "Show",
  filters: { all: "All", unread: "Unread", favourites: "Favourites", direct: "1:1" },
  found: (count: number) => (count === 1 ? "1 chat" : `${count.toLocaleString("en")} chats`),
  none: {
    all: "No chats yet.",
    unread: "No unread chats.",
    favourites: "No favourite chats yet.",
    direct: "No 1:1 chats yet.",
  },
  noMatch: "No matching chats.",
  showAll: "Show all chats",
  draft: "Draft:",
  /** In how many chats something unread mentions me. */
  mentions: (count: number) => (count === 0 ? "Mentions" : `Mentions · ${count}`),
  readAll: "Mark all as read",
};

export const lost = {
  unknown: "This chat doesn't exist, or you're not in it.",
  unknownHint: "The link may be wrong, or you may have left the chat.",
  removedHint:
    "Someone removed you, or you left on another device. You can come back when someone adds you again.",
  publicHint: "Someone removed you, or you left on another device.",
  directHint: "You left it on another device. If one of you writes again, it starts anew.",
  selfGone: "You left your chat with yourself.",
  selfHint: "You left it on another device. You can start it again from your profile.",
};

export const groups = {
  make: "New group",
  info: "Chat info",
  count: (count: number) => (count === 1 ? "1 member" : `${count.toLocaleString("en")} members`),
  isMuted: "Notifications off",
  isMarked: "Marked as unread",
  gone: (name: string) => `You're no longer in “${name}”.`,
  directGone: (name: string) => `You left your chat with ${name}.`,
};
