import { type ChangeRow, record, write } from "../../../db/accounts/changes";
import type { Tx } from "../../../db/accounts/open";
import * as bus from "../../bus/bus";
import { isHere } from "../../bus/local";
import { consume } from "../../capacity/limits";
import { invalid } from "../../errors";
import type { Notifications } from "../../protocol/user";
import { tidy } from "../../protocol/visible";
import { folded } from "../rules";
import type { NotificationChanges } from "./model";
import * as store from "./store";

// What a user has chosen about notifications, for all of their devices. Nobody else sees it.

const unchosen: Notifications = { hideContents: false, quiet: null, sounds: false, keywords: [] };

export const mine = (userId: string): Notifications => ofAll([userId]).get(userId) ?? unchosen;

/** Of each of these users, also of those who have chosen nothing. */
export function ofAll(userIds: string[]): Map<string, Notifications> {
  const chosen = store.findAll(userIds).map(({ userId, ...row }) => [userId, row] as const);
  return new Map([...userIds.map((userId) => [userId, unchosen] as const), ...chosen]);
}

export async function change(userId: string, changes: NotificationChanges): Promise<Notifications> {
  consume("changes", userId);
  const keywords = changes.keywords && tidied(changes.keywords);
  await write((tx) => {
    const before = mine(userId);
    const next = { ...before, ...changes, ...(keywords && { keywords }) };
    if (Bun.deepEquals(next, before)) return;
    store.put(tx, userId, next);
    record(tx, { kind: "notifications.changed", userId });
  });
  return mine(userId);
}

/** With the account, in its transaction. */
export const forget = (tx: Tx, userId: string): void => store.remove(tx, userId);

/** They reach all devices of the user, on all machines. */
export function onChange({ change: of }: ChangeRow): void {
  if (of.kind !== "notifications.changed" || !isHere(of.userId)) return;
  bus.toUser(of.userId, { type: "me.notifications", notifications: mine(of.userId) });
}

function tidied(keywords: string[]): string[] {
  const all = keywords.map(tidy);
  // Two that find the same are one too many.
  if (new Set(all.map(folded)).size < all.length) throw invalid("keywords", "none twice");
  return all;
}
