import { groups, list, lost } from "./chats/en";
import { menus } from "./menus/en";
import { me, people } from "./people/en";
import { reading } from "./reading/en";
import { door } from "./start/en";

// The reference dictionary: the other one must have the same keys.
export const en = {
  appName: "Potato Chat",
  welcome: "Good to see you!",
  welcomeNew: "We saved you a warm seat.",
  username: "Username",
  password: "Password",
  nickname: "Nickname",
  signIn: "Sign in",
  signUp: "Create account",
  iAmNew: "Create an account",
  iHaveAnAccount: "Already have an account? Sign in",
  wrongPassword: "That username and password don't match.",
  nameTaken: "That username or nickname is taken.",
  usernameTaken: "That username is taken.",
  nicknameTaken: "That nickname is taken.",
  showPassword: "Show password",
  hidePassword: "Hide password",
  signedOutElsewhere: "You've been signed out. Sign in to pick up where you left off.",
  /** By the name of the field; `other` for all else. */
  required: {
    username: "Enter your username.",
    password: "Enter your password.",
    nickname: "Enter a nickname.",
    title: "Enter a group name.",
    current: "Enter your current password.",
    next: "Enter a new password.",
    other: "This can't be empty.",
  },
  rules: {
    username: "4–20 characters: a–z, 0–9, _ . -",
    password: "At least 8 characters, and not a common password.",
    nickname: "2–20 characters, and not a name that looks like an administrator's.",
    status: "Up to 20 characters.",
    intro: "Up to 60 characters.",
    alias: "Up to 20 characters.",
    title: "1–50 characters.",
    topic: "Up to 200 characters.",
    memberIds: "You can add up to 500 people at a time.",
    userIds: "You can add up to 500 people at a time.",
  },

  // Everywhere
  main: "Main",
  friends: "Friends",
  chats: "Chats",
  settings: "Settings",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  saved: "Saved.",
  more: "More",
  search: "Search messages",
  clear: "Clear search",
  reconnecting: "Reconnecting…",
  notHere: "This page doesn't exist.",
  toFriends: "Go to friends",
  favourite: "Favourite",

  people,
  me,
  list,
  lost,
  door,

  pane: {
    title: "What's new",
    unread: "Unread",
    online: "Friends online now",
    isNew: "Add a friend, then say hello.",
  },

  groups,
  changes: {
    edited: "edited",
    editedAt: (time: string) => `Edited ${time}`,
    reactions: "Reactions",
    reaction: (emoji: string, count: number) => `${emoji} ${count}`,
  },
  menus,

  reading,

  rooms: "Chat list",
  messages: "Messages",
  message: "Message",
  send: "Send",
  emoji: "Emoji",
  composerHint: "Enter to send · Shift+Enter for a new line",
  back: "Back to chats",
  chooseRoom: "Choose a chat and say hello.",
  noRooms: "No chats yet.",
  noRoomsHint: "Choose a friend and say hello.",
  mentionsMe: "Mentions you",
  unread: (count: number) => `${count} unread`,
  connecting: "Connecting…",
  loading: "Loading…",
  loadFailed: "Couldn't load this.",
  sending: "sending",
  notSent: "Not sent",
  again: "Try again",
  discard: "Delete",
  deletedMessage: "This message was deleted.",
  beforeMyTime: "Sent before you joined",
  deletedUser: "Deleted user",

  created: (by: string, who: string) =>
    who ? `${by} started this chat with ${who}.` : `${by} started this chat.`,
  joined: (who: string) => `${who} joined.`,
  invited: (by: string, who: string) => `${by} added ${who}.`,
  left: (who: string) => `${who} left.`,
  removed: (by: string, who: string) => `${by} removed ${who}.`,
  renamed: (by: string, title: string) => `${by} renamed the chat to “${title}”.`,
  role: (who: string, role: string) => `${who} is now ${role}.`,
  roles: { owner: "the owner", admin: "an admin", member: "a member" },
  /** Some names, and how many more people. */
  named: (names: string[], more: number) => {
    const all = more > 0 ? [...names, more === 1 ? "1 other" : `${more} others`] : names;
    return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all.join("");
  },

  tooMuchInADay: (when: string) => `You've reached the daily limit. You can send again from ${when}.`,
  refused: {
    invalid: "Check what you entered and try again.",
    unauthenticated: "Please sign in again.",
    forbidden: "You can't do that here.",
    "not-found": "Couldn't find that.",
    "method-not-allowed": "That's not possible.",
    timeout: "That took too long. Try again.",
    conflict: "That's already taken.",
    "too-large": "That's too large.",
    "unsupported-media": "That file type isn't supported.",
    "rate-limited": "Too many requests. Try again in a moment.",
    overloaded: "The server is busy. Try again in a moment.",
    "read-only": "Changes can't be saved right now. Try again in a moment.",
    internal: "Something went wrong. Try again in a moment.",
    offline: "Can't reach the server.",
  },

  myself: "Me",
  newMessages: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  toNewestOf: (count: number) =>
    count === 0 ? "Jump to latest" : `${en.newMessages(count)}. Jump to latest`,
  /** How many members have not read one message. */
  unreadBy: (count: number) => `unread by ${count}`,
  typing: ([one = "", other, more]: string[]) => {
    if (more !== undefined) return "Several people are typing…";
    return other === undefined ? `${one} is typing…` : `${one} and ${other} are typing…`;
  },
  online: "online",
  readUpToHere: "New messages",
  recovered: (count: number) => (count === 1 ? "1 message recovered" : `${count} messages recovered`),
  waiting: (count: number) =>
    count === 1
      ? "1 message will be sent when you're back online"
      : `${count} messages will be sent when you're back online`,
  sayHello: "No messages yet. Say hello!",
  reply: "Reply",
  replyTo: (name: string) => `Reply to ${name}`,
  replyToMe: "Reply to me",
  cancelReply: "Cancel reply",
  copy: "Copy",
  messageMenu: "More",
  tooLong: (length: number, most: number) =>
    `${length.toLocaleString("en")} characters. The limit is ${most.toLocaleString("en")}.`,

  // What browsers, other people's accounts and the page itself can get in the way with.
  odds: {
    peerGone: "This account was deleted, so you can't send messages here anymore.",
    noFiles: "Open a chat to send files.",
    brokenRow: "This message can't be shown.",
  },
};

type Like<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [Key in keyof Value]: Like<Value[Key]> };
export type Words = Like<typeof en>;
