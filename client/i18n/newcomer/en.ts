// The first steps of someone new: words of a part that is loaded later.

export const newcomerEn = {
  title: "Three steps to your first chat",
  done: "Done",
  friend: "Add a friend",
  friendHint: "Find people by name and add them. They don't need to accept. Or send them your name:",
  copyName: (name: string) => `Copy ${name}`,
  copied: (name: string) => `Copied ${name}.`,
  notCopied: "Couldn't copy. Select the name and copy it yourself.",
  profile: "Complete my profile (optional)",
  profileHint: "With a picture or a few words, people know it's you.",
  hello: "Say hello",
  helloTo: (name: string) => `Say hello to ${name}`,
  helloHint: "Open a friend's profile and start a chat.",
  helloLater: "As soon as you've added a friend.",
  groupTitle: "A group needs friends",
};
