export const mentionsEn = {
  title: "Mentions",
  none: "Nobody has mentioned you yet.",
  noneHint: "Messages with @ and your name are listed here.",
  more: "Show more",
  unread: "Unread",
  goTo: "Jump to where I am mentioned",
  choose: "Mention someone",
  everyone: "all",
  everyoneNote: "Notifies everyone here",
  found: (count: number) => (count === 1 ? "1 person to mention" : `${count} people to mention`),
};
