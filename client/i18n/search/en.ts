// The search: words of a part that is loaded later.

export const searchEn = {
  heading: "Search",
  title: "Search messages",
  titleIn: (room: string) => `Search in ${room}`,
  field: "Search messages",
  filters: "Filters",
  results: "Results",
  back: "Back to results",
  cut: "Only the first 100 characters are searched.",

  hint: "Part of a word is enough.",
  recent: "Recent searches",
  removeRecent: (query: string) => `Remove ${query}`,
  found: (count: number, isAll: boolean) => {
    if (!isAll) return `More than ${count} messages`;
    return count === 1 ? "1 message" : `${count} messages`;
  },
  nothing: "No messages found.",
  nothingHint: "Try another word, or fewer filters.",
  failed: "The search didn't work.",
  moreFailed: "The rest couldn't be loaded.",
  again: "Try again",
  loadingMore: "Loading more…",
  incomplete: "Still being indexed. There may be more.",
  searchAgain: "Search again",

  inRoom: (room: string) => `In ${room}`,
  from: "From",
  fromPerson: (name: string) => `From ${name}`,
  findPerson: "Find a person",
  nobody: "Nobody found.",
  since: "Since",
  sinceDay: (day: string) => `Since ${day}`,
  until: "Until",
  untilDay: (day: string) => `Until ${day}`,
  has: "With",
  any: "Anything",
  image: "Photo",
  file: "File",
  link: "Link",
  having: (what: string) => `With: ${what}`,
  toDate: "Go to a date",
  go: "Go",
  noneSince: "There are no messages since then.",

  active: "Active filters",
  remove: "Remove filter",
};
