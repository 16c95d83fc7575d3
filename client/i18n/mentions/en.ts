export const mentionsEn = {
  goTo: "Jump to where I am mentioned",
  choose: "Mention someone",
  everyone: "all",
  everyoneNote: "Notifies everyone here",
  found: (count: number) => (count === 1 ? "1 person to mention" : `${count} people to mention`),
};
