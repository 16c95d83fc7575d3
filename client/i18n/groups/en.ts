// Creating groups, members and chat info: words of parts that are loaded later.

export const groupsEn = {
  makeWith: (name: string) => `New group with ${name}`,
  who: "Who do you want to add?",
  chooseSomeone: "Choose at least one friend.",
  chosen: "Selected",
  takeOut: "Remove",
  noFriends: "You don't have any friends to add yet.",
  title: "Group name",
  titleHint: "If you leave it blank, the group is named after its members.",
  topic: "Topic",
  visibility: "Who can join?",
  private: "Private",
  privateHint: "Only people added by a member.",
  public: "Public",
  publicHint: "Anyone can join and read all past messages.",
  create: "Create",
  someoneGone: "Someone you selected no longer has an account. Remove them and try again.",
  full: "A group can have up to 10,000 members.",

  change: "Edit chat",
  notify: "Notifications",
  notifications: { all: "All messages", mentions: "Mentions only", none: "None" },
  markUnread: "Mark as unread",

  readAllTitle: "Mark all as read?",
  readAllText: (messages: number, chats: number) => {
    const where = chats === 1 ? "1 chat" : `${chats.toLocaleString("en")} chats`;
    if (messages === 0) return `${where} will be marked as read. This can't be undone.`;
    const what = messages === 1 ? "1 message" : `${messages.toLocaleString("en")} messages`;
    return `${what} in ${where} will be marked as read. This can't be undone.`;
  },
  allRead: (chats: number) =>
    chats === 1 ? "Marked 1 chat as read." : `Marked ${chats.toLocaleString("en")} chats as read.`,

  members: "Members",
  moreMembers: "Show more members",
  searchMembers: "Search members",
  noMember: "No matching members.",
  foundMembers: (count: number) => (count === 1 ? "1 member found" : `${count} members found`),
  owner: "Owner",
  admin: "Admin",
  invite: "Add people",
  inviteNow: "Add",
  invited: "Added.",
  everyoneIsIn: "All your friends are already in this chat.",
  memberMenu: (name: string) => `More options for ${name}`,
  makeAdmin: "Make admin",
  madeAdmin: (name: string) => `${name} is now an admin.`,
  unmakeAdmin: "Dismiss as admin",
  unmadeAdmin: (name: string) => `${name} is no longer an admin.`,
  handOver: "Transfer ownership",
  handOverTitle: (name: string) => `Transfer ownership to ${name}?`,
  handOverText:
    "They'll become the owner and manage everyone's roles. You'll stay on as an admin. Only they can transfer ownership back.",
  handedOver: (name: string) => `${name} is now the owner.`,
  remove: "Remove",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    "This chat disappears from their list right away, and everyone in it is notified. They can be added again.",
  removed: (name: string) => `Removed ${name}.`,

  leave: "Leave chat",
  leaveTitle: (name: string) => `Leave “${name}”?`,
  leaveText:
    "This chat disappears from your list on all your devices, and everyone in it is notified. You can come back when someone adds you again, but you'll only see messages sent after that.",
  leavePublicText:
    "This chat disappears from your list on all your devices, and everyone in it is notified. It's public, so you can rejoin at any time.",
  leaveDirect: "Leave chat",
  leaveDirectText:
    "This chat disappears from your list, and you won't be able to see its messages again. If one of you writes again, it starts anew. They won't be notified.",
  leaveSelfText:
    "This chat disappears from your list, and you won't be able to see its messages again. You can start a new one at any time.",
  heir: (name: string) => `${name} will become the owner.`,
  heirByRule:
    "The admin who joined first will become the owner. If there is no admin, the member who joined first will.",
  lastOne: "You're the last member. If you leave, this chat is permanently closed.",
};
