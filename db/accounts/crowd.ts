import { accounts } from "./open";
import * as table from "./schema";

// For tests: people and rooms by the thousand, straight into the tables. Nobody of a crowd can sign in.

const ROWS_A_STATEMENT = 500;

/** The ids of so many new people. */
export function crowd(howMany: number): string[] {
  const users = Array.from({ length: howMany }, () => {
    const id = Bun.randomUUIDv7();
    const name = id.slice(-18);
    return {
      id,
      username: name,
      nickname: name,
      nicknameKey: name,
      searchKey: name,
      passwordHash: "",
      createdAt: 1,
    };
  });
  inParts(users, (part) => accounts.insert(table.users).values(part).run());
  return users.map(({ id }) => id);
}

/** The id of a new group of these, from its beginning; the first is its owner. Nothing has been said in it. */
export function group(userIds: string[], visibility: "private" | "public" = "private"): string {
  const id = Bun.randomUUIDv7();
  const face = {
    kind: "group" as const,
    title: "군중",
    visibility,
    ownerId: userIds[0],
    memberCount: userIds.length,
  };
  accounts
    .insert(table.rooms)
    .values({ id, ...face, createdAt: Date.now() })
    .run();
  const members = userIds.map((userId, index) => {
    return {
      roomId: id,
      userId,
      role: index === 0 ? ("owner" as const) : undefined,
      joinedSeq: 0,
      joinedAt: index,
    };
  });
  inParts(members, (part) => accounts.insert(table.members).values(part).run());
  return id;
}

/** So many groups of the same people. */
export const groups = (userIds: string[], howMany: number): string[] =>
  accounts.transaction(() => Array.from({ length: howMany }, () => group(userIds)));

function inParts<T>(rows: T[], insert: (part: T[]) => void): void {
  accounts.transaction(() => {
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
      insert(rows.slice(from, from + ROWS_A_STATEMENT));
  });
}
