// Part of `en`: friends, profiles, and my own profile.
export const people = {
  favourites: "Favourites",
  all: (count: number) => `Friends · ${count}`,
  filter: "Search friends",
  none: "No friends yet.",
  noMatch: "No matching friends.",
  add: "Add a friend",
  added: (name: string) => `Added ${name} to your friends.`,
  removed: (name: string) => `Removed ${name} from your friends.`,
  blocked: (name: string) => `Blocked ${name}.`,
  unblocked: (name: string) => `Unblocked ${name}.`,
  selfChat: "Chat with myself",
  selfEmpty: "No messages yet. Note down what you want to find again.",
  selfHint: "Notes, links and to-dos, only for you",
};

export const me = {
  title: "My profile",
};
