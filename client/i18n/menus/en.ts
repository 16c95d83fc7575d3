// Part of `en`: context menus, and messages of blocked people.

export const menus = {
  selectText: "Select text",
  copied: "Copied.",
  ofRoom: (name: string) => `Options for ${name}`,
  ofFriend: (name: string) => `Options for ${name}`,
  room: {
    open: "Open",
    mute: "Mute",
    unmute: "Unmute",
    favour: "Add to favourites",
    unfavour: "Remove from favourites",
    markRead: "Mark as read",
    markUnread: "Mark as unread",
    leave: "Leave chat",
  },
  profile: "View profile",
  /** In place of what people I blocked wrote in a group. */
  fromBlocked: (count: number) =>
    count === 1 ? "Message from someone you blocked" : `${count} messages from people you blocked`,
};
