// Part of `en`: who has read a message, what I have missed, and the days of the history.
export const reading = {
  notYet: (count: number) => `Not read yet · ${count}`,
  byNow: (count: number) => `Read · ${count}`,
  /** After some names, if there are any. */
  andOthers: (count: number, isAfterNames: boolean) =>
    isAfterNames
      ? `and ${count === 1 ? "1 other" : `${count} others`}`
      : count === 1
        ? "1 person"
        : `${count} people`,
  nobody: { read: "Nobody has read it yet.", unread: "Everyone has read it." },
  whoHasRead: "Who has read this",
  readers: "Read by",
  privacy: "Privacy",
  hide: "Hide my name from lists of readers",
  hideHint: "You still count towards the number of people who have read a message.",

  catchUp: "What you missed",
  /** `span` is a duration, such as "3 minutes". */
  missed: (count: number, span: string | undefined) =>
    `${count === 1 ? "1 message" : `${count} messages`}${span === undefined ? "" : ` over ${span}`}`,
  /** The people that follow are counted in a part of the messages only. */
  firstFrom: (count: number) => `First ${count}:`,
  others: "others",
  goToFirstOf: (name: string, count: number) => `${name} ${count}, go to the first message`,
  nextSpeaker: "next person",

  today: "Today",
  yesterday: "Yesterday",
};
