import type { Friend, User } from "../../src/protocol/user";

// As the server orders friends.
const collator = new Intl.Collator("ko");

const nameOf = ({ alias, user }: Friend): string => alias ?? user.nickname;

export const inOrder = (friends: Friend[]): Friend[] =>
  [...friends].sort((a, b) => collator.compare(nameOf(a), nameOf(b)));

/** The list with this friend changed or added, in its place. */
export const withFriend = (friends: Friend[], changed: Omit<Friend, "online">): Friend[] =>
  inOrder([...friends.filter(({ user }) => user.id !== changed.user.id), changed]);

/** The list after someone's profile changed; the same where they are not in it. */
export function withProfile(friends: Friend[], user: User): Friend[] {
  const friend = friends.find((one) => one.user.id === user.id);
  return friend ? withFriend(friends, { ...friend, user }) : friends;
}
