// Notifications: words of parts that are loaded later.

export const pushEn = {
  title: "Notifications",
  everywhere: "Notifications on all devices",

  offer: {
    title: "Never miss a message",
    text: "Get a notification when someone writes to you while you're away.",
    on: "Turn on",
    later: "Not now",
  },

  device: {
    label: "Notifications on this device",
    turnedOn: "Notifications are on.",
    failed: "Notifications couldn't be turned on. Check your connection and try again.",
    insecure: "Notifications need a secure connection (https).",
    install:
      "On iPhone and iPad, notifications need the installed app: tap Share, then “Add to Home Screen”, and open it from there.",
    unsupported: "This browser has no notifications. Private windows often don't allow them.",
    blocked:
      "Notifications are blocked in this browser. Open the site settings next to the address, allow notifications, and come back.",
  },

  /** What would come through right now. */
  standing: {
    on: "Notifications are getting through.",
    off: "This device gets no notifications.",
    cannot: "This device can't get notifications.",
    quietUntil: (time: string) => `It's quiet time. No notifications until ${time}.`,
    quietAllDay: "It's quiet time, all day long. No notifications come through.",
    quietLater: (time: string) => `Quiet time begins at ${time}.`,
    muted: (count: number) => (count === 1 ? "1 chat is muted" : `${count} chats are muted`),
    mentions: (count: number) =>
      count === 1 ? "1 chat only notifies you of mentions" : `${count} chats only notify you of mentions`,
    tomorrow: (time: string) => `${time} tomorrow`,
  },

  hide: "Hide message contents",
  hideHint: "Notifications won't show who wrote, what, or where.",

  quiet: {
    label: "Quiet time",
    hint: "Nothing gets through on any device. Messages still arrive in your chats.",
    from: "From",
    to: "To",
    days: "Days on which it begins",
    dayNames: ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"],
    dayNamesInFull: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    zone: "Time zone",
    mine: (zone: string) => `${zone} (here)`,
    wholeDay: "The same time twice means the whole day.",
    noDays: "Choose at least one day.",
  },

  keywords: {
    label: "Keywords",
    hint: "In chats that only notify you of mentions, you're notified of messages with one of these words, too.",
    add: "Add a keyword",
    addNow: "Add",
    list: "Your keywords",
    remove: (word: string) => `Remove ${word}`,
    tooLong: "A keyword has at most 50 characters.",
    twice: "You already have this keyword.",
    full: "You can have up to 20 keywords.",
  },

  test: {
    label: "Send me a test",
    sent: "Sent. It should arrive in a moment. If it doesn't, check your system's notification settings.",
    gone: "This browser has ended its notifications. Turn them off and on again.",
    failed: "The browser's push service didn't accept it. Try again later.",
    none: "This device has no notifications yet. Turn them off and on again.",
  },

  /** Of a chat. */
  until: {
    label: "For how long",
    hour: "1 hour",
    morning: (when: string) => `Until ${when}`,
    always: "Always",
    today: (time: string) => `${time} today`,
    tomorrow: (time: string) => `${time} tomorrow`,
    offUntil: (when: string) => `Off until ${when}`,
    mentionsUntil: (when: string) => `Mentions only until ${when}`,
    muteHour: "Mute for 1 hour",
    muteMorning: (when: string) => `Mute until ${when}`,
  },
};
