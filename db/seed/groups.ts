import { record } from "../accounts/changes";
import * as crowd from "../accounts/crowd";
import type { Tx } from "../accounts/open";

/** What the first message of a group needs. `key`: of the change row that this message comes from. */
export type Group = {
  id: string;
  title: string;
  createdAt: number;
  userIds: string[];
  key: string;
};

// The most members that can be added at once, when a group is created and later.
const AT_ONCE = 500;

/** A new group, as its owner, the first of these users, would have created it: the others join 500 at a time. */
export function makeGroup(tx: Tx, userIds: string[], face: { title: string; createdAt: number }): Group {
  const [byId = "", ...others] = userIds;
  const [first = [], ...later] = crowd.chunks(others, AT_ONCE);
  const id = crowd.group([byId, ...first], face);
  const { title, createdAt } = face;
  const key = record(tx, { kind: "created", roomId: id, byId, userIds: first, title, quiet: false });
  for (const invited of later) {
    crowd.addMembers(id, invited, { joinedSeq: 1, joinedAt: createdAt });
    record(tx, { kind: "invited", roomId: id, byId, userIds: invited, quiet: true });
  }
  return { id, title, createdAt, userIds, key };
}

/** The users that the group's first message names. */
export const namedIn = ({ userIds }: Group): string[] => userIds.slice(1, 1 + AT_ONCE);
