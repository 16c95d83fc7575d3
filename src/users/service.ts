import { type ChangeRow, commit, record } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import * as bus from "../bus/bus";
import { isHere } from "../bus/local";
import { consume } from "../capacity/limits";
import { invalid, notFound } from "../errors";
import type { User } from "../protocol/user";
import { nameKey, tidy } from "../protocol/visible";
import * as names from "./names";
import * as pictures from "./pictures/service";
import * as store from "./store";

export { availability, completeLikenesses, searchKeyOf } from "./names";

// Users are the people who signed up. Signed-in users may see everyone's public profile (`User`), and nothing else.

export const find = (id: string): User => toUser(mustExist(store.find(id)));

/** The users among `ids` that exist, deleted ones included, in the order of `ids`. */
export function named(ids: Iterable<string>): User[] {
  const unique = [...new Set(ids)];
  const rows = new Map(store.findAll(unique).map((row) => [row.id, row]));
  return unique.flatMap((id) => rows.get(id) ?? []).map(toUser);
}

/** Refuses the whole call where one is unknown or deleted. */
export function mustAllBeHere(ids: string[]): void {
  if (ids.length === 0) return;
  const here = store.findAll(ids).filter((row) => row.deletedAt === null);
  if (here.length < new Set(ids).size) throw notFound();
}

/**
 * Finds users by any part of the username, the nickname or my own alias for them, or by initial consonants; `cursor` is null
 * at the end.
 */
export function search(userId: string, { q, cursor, limit }: { q: string; cursor?: string; limit: number }) {
  const part = partIn(q);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = store.search({ userId, part, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { users: shown.map(toUser), cursor: rows.length > limit && last ? writeCursor(last) : null };
}

/** The users among these who hide what they have read. */
export const hidingReads = (ids: string[]): Set<string> =>
  new Set(
    store
      .findAll(ids)
      .filter((row) => row.hideReads)
      .map((row) => row.id),
  );

export function me(userId: string): { user: User; hideReads: boolean } {
  const row = mustExist(store.find(userId));
  return { user: toUser(row), hideReads: row.hideReads };
}

/** Those among `ids` whom the same search would find. */
export const matching = (userId: string, q: string, ids: string[]): string[] =>
  store.searchAmong(userId, partIn(q), ids);

function partIn(q: string): string {
  const part = nameKey(tidy(q));
  if (part === "") throw invalid("q", "at least one visible character");
  return part;
}

export type Profile = { nickname?: string; intro?: string; status?: string; hideReads?: boolean };

/** Changes my own profile and settings. A nickname that is someone else's nickname or username is `conflict`. */
export function change(userId: string, profile: Profile): ReturnType<typeof me> {
  consume("changes", userId);
  commit((tx) => {
    const row = mustExist(store.find(userId));
    const { intro = row.intro, status = row.status, nickname = row.nickname } = profile;
    const { hideReads = row.hideReads } = profile;
    // A nickname from before the current rules may stay.
    const isRenamed = tidy(nickname) !== row.nickname;
    if (isRenamed) names.mustBeFree({ nickname }, userId);
    const columns = isRenamed ? names.columnsOf(row.username ?? "", nickname) : {};
    const next = { ...row, intro: tidy(intro), status: tidy(status), hideReads, ...columns };
    if (Bun.deepEquals(next, row)) return;
    names.orConflict(() => store.update(tx, userId, next));
    if (!Bun.deepEquals(toUser(next), toUser(row))) record(tx, { kind: "user.changed", userId });
    if (hideReads !== row.hideReads) record(tx, { kind: "me.changed", userId });
  });
  return me(userId);
}

/** My settings reach all my devices, on all machines, and nobody else. */
export function onChange({ change: of }: ChangeRow): void {
  if (of.kind !== "me.changed" || !isHere(of.userId)) return;
  const { hideReads } = me(of.userId);
  bus.toUser(of.userId, { type: "me.changed", hideReads });
}

/** Inserts a user, in the caller's transaction. A name that is taken is `conflict`. */
export function insert(tx: Tx, draft: { username: string; nickname: string; passwordHash: string }): string {
  const id = Bun.randomUUIDv7();
  const { passwordHash } = draft;
  const username = draft.username.toLowerCase();
  names.mustBeFree(draft);
  const columns = names.columnsOf(username, draft.nickname);
  names.orConflict(() => store.insert(tx, { id, username, passwordHash, createdAt: Date.now(), ...columns }));
  return id;
}

/**
 * Reduces a deleted account to an id that messages refer to, and frees its names. Returns the avatar, to be discarded once
 * this is durable.
 */
export function erase(tx: Tx, userId: string): string | null {
  const avatar = store.find(userId)?.avatar ?? null;
  const nothing = { nickname: "", searchKey: "", intro: "", status: "", avatar: null, passwordHash: "" };
  store.update(tx, userId, {
    ...nothing,
    username: null,
    nicknameKey: null,
    likeness: null,
    deletedAt: Date.now(),
  });
  record(tx, { kind: "user.deleted", userId });
  return avatar;
}

/** For auth alone: the row with its password hash. */
export const credentialsOf = (username: string) => store.findByUsername(username.toLowerCase());
export const credentialsById = (userId: string) => store.find(userId);
export const setPassword = (tx: Tx, userId: string, passwordHash: string) =>
  store.update(tx, userId, { passwordHash });

const toUser = (row: store.UserRow): User => ({
  id: row.id,
  username: row.username ?? "",
  nickname: row.nickname,
  intro: row.intro,
  status: row.status,
  avatarUrl: row.avatar === null ? null : pictures.addressOf(row.avatar),
  deleted: row.deletedAt !== null,
});

function mustExist<T>(row: T | undefined): T {
  if (row === undefined) throw notFound();
  return row;
}

const writeCursor = (row: store.UserRow) =>
  Buffer.from(JSON.stringify([row.nicknameKey, row.id])).toString("base64url");

function readCursor(cursor: string): { key: string; id: string } {
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (typeof key === "string" && typeof id === "string") return { key, id };
  } catch {
    // falls through: malformed
  }
  throw invalid("cursor", "not a cursor of this list");
}
