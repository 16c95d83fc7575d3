import { getChoseong } from "es-hangul";

import { commit } from "../../db/accounts/changes";
import { consume } from "../capacity/limits";
import { Refused } from "../errors";
import { likenessOf } from "../protocol/names/likeness";
import { fits } from "../protocol/text";
import { nameKey, tidy } from "../protocol/visible";
import * as store from "./store";

// Which names are free. A name is unique across usernames and nicknames, since people confuse the two; and no nickname
// looks like another one, as far as it was given since that is checked.

export type Names = { username?: string; nickname?: string };
export type Standing = "free" | "taken" | "invalid";

const fields = ["username", "nickname"] as const;
type Field = (typeof fields)[number];

/** Refuses names that someone else has, and says which. Call it in the transaction that sets them. */
export function mustBeFree(names: Names, exceptId?: string): void {
  const clashes = fields.filter((field) => isTaken(field, names[field], exceptId));
  if (clashes.length > 0) throw taken(clashes);
}

/**
 * For a form of signing up, before it is sent: whether each name could be had. It says no more than signing up does, which
 * names what is taken as well, and than a search does to everyone who is signed in. It costs no hash and leaves no account,
 * so it is counted: nobody lists names by it.
 */
export function availability(names: Names, address: string): { [Name in Field]?: Standing } {
  const asked = fields.filter((field) => names[field] !== undefined);
  consume("names", address, asked.length);
  return Object.fromEntries(asked.map((field) => [field, standingOf(field, names[field] ?? "")]));
}

function standingOf(field: Field, name: string): Standing {
  if (!fits(field, name)) return "invalid";
  return isTaken(field, name) ? "taken" : "free";
}

function isTaken(field: Field, name: string | undefined, exceptId?: string): boolean {
  if (name === undefined) return false;
  const key = field === "username" ? name.toLowerCase() : nameKey(tidy(name));
  const holders = [store.findByUsername(key), store.findByNicknameKey(key)];
  if (field === "nickname") holders.push(...store.findByLikeness(likenessOf(tidy(name))));
  return holders.some((row) => row !== undefined && row.id !== exceptId);
}

/** What is stored of a user's names. */
export function columnsOf(username: string, nickname: string) {
  const tidied = tidy(nickname);
  return {
    nickname: tidied,
    nicknameKey: nameKey(tidied),
    likeness: likenessOf(tidied),
    searchKey: [username, searchKeyOf(tidied)].join("\n"),
  };
}

/** Completes the rows of older versions, which do not know by what nicknames look alike. On the primary, at start. */
export function completeLikenesses(): void {
  const rows = store.withoutLikeness();
  if (rows.length === 0) return;
  commit((tx) => {
    for (const { id, nickname } of rows) store.update(tx, id, { likeness: likenessOf(nickname) });
  });
}

/** What a search for a name matches. Line feeds keep a match from running over two fields. */
export function searchKeyOf(name: string): string {
  const key = nameKey(name);
  return [key, nameKey(getChoseong(key))].join("\n");
}

/** Turns the store's own refusal of a name into a `conflict`. */
export function orConflict<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isDouble(error)) throw taken([]);
    throw error;
  }
}

const taken = (clashes: readonly Field[]) =>
  new Refused("conflict", {
    detail: "That name is taken.",
    errors: clashes.length > 0 ? clashes.map((path) => ({ path, message: "taken" })) : undefined,
  });

const isDouble = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: string }).code === "SQLITE_CONSTRAINT_UNIQUE";
