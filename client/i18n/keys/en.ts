// Part of `en`: context menus, messages of blocked people, and the keyboard.

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

export const keys = {
  skip: "Skip to content",
  title: "Keyboard shortcuts",
  everywhere: "Everywhere",
  inRoom: "In a chat",
  inLists: "In lists",
  switch: "Go to a chat or friend",
  rooms: "Previous or next chat",
  unread: "Previous or next unread chat",
  panes: "Next or previous part of the page",
  help: "Show these shortcuts",
  close: "Close what is on top",
  type: "Start typing from anywhere",
  send: "Send",
  newLine: "New line",
  escape: "Cancel the reply, or jump to the latest message",
  messages: "In the messages: previous or next message",
  speakers: "From speaker to speaker in what you missed",
  menu: "Menu of the selected message, chat or friend",
  move: "Up and down",
  ends: "To the first or the last",
  find: "To the next one that begins with these letters",
  anyLetter: "Letters",
  or: "or",

  switcher: "Go to",
  switcherHint: "Chat or friend, by part of the name",
  found: (count: number) => (count === 1 ? "1 result" : `${count} results`),
  nothing: "No matching chats or friends.",
  chatWith: "Start a chat",
};
