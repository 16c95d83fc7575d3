import type { Role } from "../../../src/protocol/room";

export interface ListedMember {
  id: string;
  role: Role;
  joinedSeq: number;
}

// Ranks in a group, and who inherits it.

const ranks: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

export const isAbove = (role: Role, other: Role): boolean => ranks[role] > ranks[other];

/** I come first, then by role; then by name if `nameOf` is given, else in the order they had. */
export const byRank =
  (meId: string, nameOf: ((id: string) => string) | undefined) =>
  (a: ListedMember, b: ListedMember): number =>
    Number(b.id === meId) - Number(a.id === meId) ||
    ranks[b.role] - ranks[a.role] ||
    (nameOf ? nameOf(a.id).localeCompare(nameOf(b.id)) : 0);

/** Who owns a room after its owner leaves: the oldest admin, else the oldest member; the server has the same rule. */
export function heirOf(members: ListedMember[], ownerId: string): ListedMember | undefined {
  const others = members.filter(({ id }) => id !== ownerId);
  return [...others].sort(
    (a, b) => ranks[b.role] - ranks[a.role] || a.joinedSeq - b.joinedSeq || (a.id < b.id ? -1 : 1),
  )[0];
}
