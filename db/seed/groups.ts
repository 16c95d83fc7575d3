import { record } from "../accounts/changes";
import * as crowd from "../accounts/crowd";
import type { Tx } from "../accounts/open";

/** A group as its first message tells of it. `key`: of the change row that this message comes from. */
export type Group = {
  id: string;
  title: string;
  createdAt: number;
  userIds: string[];
  key: string;
};

// Nobody can bring more people in at once, neither when a group begins nor later.
const AT_ONCE = 500;

/** A new group as its owner, the first of these, would have made it: the others come in by 500, after its first message. */
export function makeGroup(tx: Tx, userIds: string[], face: { title: string; createdAt: number }): Group {
  const [byId = "", ...others] = userIds;
  const [first = [], ...later] = crowd.inParts(others, AT_ONCE);
  const id = crowd.group([byId, ...first], face);
  const { title, createdAt } = face;
  const key = record(tx, { kind: "created", roomId: id, byId, userIds: first, title, quiet: false });
  for (const invited of later) {
    crowd.join(id, invited, { joinedSeq: 1, joinedAt: createdAt });
    record(tx, { kind: "invited", roomId: id, byId, userIds: invited, quiet: true });
  }
  return { id, title, createdAt, userIds, key };
}

/** Whom this group's first message names. */
export const namedIn = ({ userIds }: Group): string[] => userIds.slice(1, 1 + AT_ONCE);
