import type { User } from "../../src/protocol/user";

/**
 * How a person is named on this page: as I call them, else by their own nickname. Everything that names a person uses it
 * (`users.nameOf`), but for what others will read, such as a group's title: there, my name for them stays with me.
 */
export function displayName(
  user: Pick<User, "nickname" | "deleted"> | undefined,
  alias: string | undefined,
  ofDeleted: string,
): string {
  if (!user) return "…";
  if (user.deleted) return ofDeleted;
  return alias?.trim() || user.nickname;
}
