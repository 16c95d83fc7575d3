// Part of `en`: what was said can change.

export const changes = {
  edit: "Edit",
  editField: "Edit message",
  editHint: "Enter to save · Esc to cancel",
  save: "Save",
  edited: "edited",
  editedAt: (time: string) => `Edited ${time}`,
  remove: "Delete",
  removeTitle: "Delete this message?",
  removeText: "It will be gone for everyone in this chat.",
  reactions: "Reactions",
  react: "React",
  reactWith: (emoji: string) => `React with ${emoji}`,
  unreactWith: (emoji: string) => `Remove ${emoji}`,
  moreEmoji: "More emoji",
  reaction: (emoji: string, count: number) => `${emoji} ${count}`,
  pin: "Pin",
  unpin: "Unpin",
  failed: "That didn't work. Please try again.",
  tooLate: "This message can no longer be changed.",
};
