// What this browser keeps, to be read offline.

export const keptEn = {
  blocked: "This browser stores nothing for this page, so chats cannot be read offline.",
  lostTitle: (name: string | undefined) => `You are no longer in ${name ?? "this chat"}. This was not sent:`,
  copy: "Copy",
  copied: "Copied",
  discard: "Discard",
};
