// Notifications: words of the service worker, which has no others.

export const noticesEn = {
  appName: "Potato Chat",
  selfChat: "Chat with myself",
  hidden: (count: number) => (count === 1 ? "New message" : `${count} new messages`),
  by: (name: string, text: string) => `${name}: ${text}`,
  mention: "You are mentioned",
  files: { image: "Sent a photo", video: "Sent a video", file: "Sent a file", voice: "Sent a voice message" },
  read: "Mark as read",
  reply: "Reply",
  test: "Notifications work on this device.",
  notSent: "Your reply is not sent yet. It will be once you open the app.",
};
