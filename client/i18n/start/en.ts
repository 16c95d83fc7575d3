// Part of `en`: the sign-in page, and the first steps of someone new.
export const door = {
  forgot: "Forgot your password?",
  forgotText:
    "This server has no email, so it can't send you a link. Ask whoever runs it: they can set a new password for you.",
  forOperator: "For the person who runs it:",
};

export const newcomer = {
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
