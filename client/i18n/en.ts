import { groups } from "./groups.en";

// The reference dictionary: the other one must have the same keys.
export const en = {
  appName: "Potato Chat",
  welcome: "Good to see you. Come in!",
  welcomeNew: "A warm place is waiting for you.",
  username: "Username",
  password: "Password",
  nickname: "Nickname",
  signIn: "Sign in",
  signUp: "Sign up",
  signOut: "Sign out",
  iAmNew: "I am new here",
  iHaveAnAccount: "I have an account",
  wrongPassword: "That username and password do not match.",
  nameTaken: "Someone else has that username or nickname.",
  nicknameTaken: "Someone else has that nickname.",
  showPassword: "Show password",
  hidePassword: "Hide password",
  signedOutElsewhere: "You have been signed out. Sign in to go on where you were.",
  required: "Please fill this in.",
  rules: {
    username: "4 to 20 of a–z, 0–9, _ . and -",
    password: "At least 8 characters, and not one that many people use.",
    nickname: "2 to 20 characters, and no name that sounds like an administrator's.",
    status: "Up to 20 characters.",
    intro: "Up to 60 characters.",
    title: "1 to 50 characters.",
    topic: "Up to 200 characters.",
    memberIds: "At most 500 people at once.",
    userIds: "At most 500 people at once.",
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
  search: "Search",
  clear: "Clear search",
  reconnecting: "Reconnecting…",
  notHere: "There is nothing at this address.",
  toFriends: "To your friends",
  favourite: "Favourite",

  people: {
    favourites: "Favourites",
    all: (count: number) => `Friends · ${count}`,
    filter: "Search friends",
    none: "No friends yet.",
    noneHint: "Find people by name and add them. Nobody is asked: it is your list.",
    noMatch: "No friend by that name.",
    add: "Add a friend",
    addThis: (name: string) => `Add ${name}`,
    addShort: "Add",
    added: (name: string) => `${name} is your friend now.`,
    isFriend: "Friend",
    isMe: "You",
    isBlocked: "Blocked",
    searchPeople: "Username or nickname",
    searchHint: "Part of a name is enough.",
    found: (count: number) => (count === 1 ? "1 person found" : `${count} people found`),
    nobody: "Nobody by that name.",
    moreFound: "Show more",
    profile: (name: string) => `Profile of ${name}`,
    chat: "Chat",
    favour: "Mark as favourite",
    remove: "Remove friend",
    removed: (name: string) => `${name} is no longer on your list.`,
    block: "Block",
    blockTitle: (name: string) => `Block ${name}?`,
    blockText:
      "They leave your friends, and nothing they write to you alone will reach you, not even after you unblock them. They are not told. In groups you still share, their messages stay.",
    blocked: (name: string) => `${name} is blocked.`,
    unblock: "Unblock",
    unblockThis: (name: string) => `Unblock ${name}`,
    unblocked: (name: string) => `${name} is no longer blocked.`,
  },

  me: {
    title: "My profile",
    status: "Status",
    intro: "Intro",
    picture: "Change picture",
    choose: "Choose a picture",
    remove: "Remove picture",
    preview: "This is how others will see it.",
    use: "Use this picture",
    another: "Choose another",
    findable: (username: string) => `Others find you as @${username} or by your nickname.`,
    notAPicture: "This file is not a picture that can be shown.",
  },

  prefs: {
    look: "Language and look",
    language: "Language",
    theme: "Theme",
    languages: { system: "Same as the browser", ko: "한국어", en: "English" },
    themes: { system: "Same as the system", light: "Light", dark: "Dark" },
    devices: "Devices",
    devicesHint: "Where you are signed in.",
    thisDevice: "This device",
    unknownDevice: "Unknown device",
    lastSeen: (ago: string) => `Last seen ${ago}`,
    end: "Sign out",
    endThis: (device: string) => `Sign out ${device}`,
    ended: (device: string) => `${device} is signed out.`,
    everywhere: "Sign out everywhere",
    everywhereTitle: "Sign out everywhere?",
    everywhereText: "Every device is signed out, this one too.",
    blocked: "Blocked people",
    noneBlocked: "You have blocked nobody.",
    account: "Account",
    changePassword: "Change password",
    currentPassword: "Current password",
    newPassword: "New password",
    otherDevicesEnd: "Your other devices will be signed out.",
    passwordChanged: "Your password is changed. Other devices are signed out.",
    wrongPassword: "That is not your password.",
    deleteAccount: "Delete account",
    deleteTitle: "Delete your account?",
    deleteText:
      "Your profile, friends and devices are gone for good. What you said stays in its rooms, without your name.",
    about: "About",
    version: (version: string) => `Version ${version}`,
  },

  groups,

  rooms: "Rooms",
  messages: "Messages",
  message: "Message",
  send: "Send",
  back: "Back to your chats",
  chooseRoom: "Choose a chat and say hello.",
  noRooms: "No chats yet.",
  noRoomsHint: "Choose a friend and say hello.",
  unread: (count: number) => `${count} unread`,
  toNewest: "To the newest message",
  connecting: "Connecting…",
  loading: "Loading…",
  loadFailed: "This could not be loaded.",
  sending: "sending",
  notSent: "not sent",
  again: "Try again",
  discard: "Delete",
  deletedMessage: "This message was deleted.",
  beforeMyTime: "A message from before you joined",
  deletedUser: "Deleted user",

  created: (by: string, who: string) =>
    who ? `${by} started this chat with ${who}.` : `${by} started this chat.`,
  joined: (who: string) => `${who} joined.`,
  invited: (by: string, who: string) => `${by} invited ${who}.`,
  left: (who: string) => `${who} left.`,
  removed: (by: string, who: string) => `${by} removed ${who}.`,
  renamed: (by: string, title: string) => `${by} renamed the room “${title}”.`,
  role: (who: string, role: string) => `${who} is now ${role}.`,
  roles: { owner: "the owner", admin: "an admin", member: "a member" },
  /** Some names, and how many more people. */
  named: (names: string[], more: number) =>
    [...names, ...(more > 0 ? [more === 1 ? "1 other" : `${more} others`] : [])].join(", "),

  tooMuchInADay: (when: string) =>
    `You have sent as much as one person can in a day. It can be sent from ${when} on.`,
  refused: {
    invalid: "That cannot be sent as it is.",
    unauthenticated: "Please sign in again.",
    forbidden: "That is not allowed here.",
    "not-found": "That is not here (any more).",
    "method-not-allowed": "That is not possible.",
    timeout: "That took too long. Try again.",
    conflict: "That is taken already.",
    "too-large": "That is too large.",
    "unsupported-media": "That kind of file is not possible.",
    "rate-limited": "That was a bit fast. Try again in a moment.",
    overloaded: "There is too much going on. Try again in a moment.",
    "read-only": "Nothing can be saved at the moment. Try again soon.",
    internal: "Something went wrong on our side.",
    offline: "The server cannot be reached.",
  },

  myself: "Me",
  newMessages: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  toNewestOf: (count: number) =>
    count === 0 ? "To the newest message" : `${en.newMessages(count)}. To the newest message`,
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
      ? "1 message will be sent once you are connected"
      : `${count} messages will be sent once you are connected`,
  sayHello: "No messages yet. Say hello!",
  reply: "Reply",
  replyTo: (name: string) => `Reply to ${name}`,
  cancelReply: "Cancel the reply",
  copy: "Copy",
  messageMenu: "More",
  tooLong: (length: number, most: number) =>
    `${length.toLocaleString("en")} characters: a message has at most ${most.toLocaleString("en")}.`,

  // What browsers, other people's accounts and the page itself can get in the way with.
  odds: {
    peerGone: "This account was deleted, so you can't send messages here anymore.",
    noFiles: "Files can't be sent yet.",
    brokenRow: "This message can't be shown.",
    selectText: "Select text",
  },
};

type Like<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [Key in keyof Value]: Like<Value[Key]> };
export type Words = Like<typeof en>;
