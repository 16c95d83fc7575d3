import { commit, record } from "../../../db/accounts/changes";
import type { Tx } from "../../../db/accounts/open";
import { consume } from "../../capacity/limits";
import { Refused } from "../../errors";
import type { User } from "../../protocol/user";
import * as pictures from "../pictures/service";
import * as users from "../service";
import * as store from "../store";

// The picture of a user.

export async function change(userId: string, sent: pictures.IncomingPicture): Promise<User> {
  consume("pictures", userId);
  const { address, size, read } = sent;
  await pictures.replace({ userId, address, size: size() }, read, (name) =>
    commit((tx) => {
      const row = store.find(userId);
      // The account may have been deleted meanwhile.
      if (!row || row.deletedAt !== null) throw new Refused("unauthenticated");
      put(tx, userId, name);
      return row.avatar;
    }),
  );
  return users.find(userId);
}

export async function remove(userId: string): Promise<User> {
  const before = commit((tx) => {
    const avatar = store.find(userId)?.avatar ?? null;
    if (avatar !== null) put(tx, userId, null);
    return avatar;
  });
  await pictures.discard(before);
  return users.find(userId);
}

function put(tx: Tx, userId: string, avatar: string | null): void {
  store.update(tx, userId, { avatar });
  record(tx, { kind: "user.changed", userId });
}
