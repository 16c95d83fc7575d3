import { createStore } from "solid-js/store";

import { api, ask } from "../api";
import { words } from "../i18n/words";
import { displayName } from "./displayName";
import { createKnown } from "./known";

export type Users = ReturnType<typeof createUsers>;

/** The users that this page has met: the one place from which all that shows a person reads, so that all of it changes live. */
export function createUsers(meId: string) {
  const known = createKnown({
    fetch: async (ids) => (await ask(() => api.users.get({ query: { ids: ids.join(",") } }))).users,
  });

  // What I call my friends, where that is not their nickname.
  const [aliases, setAliases] = createStore<Record<string, string | null>>({});
  const setAlias = (id: string, alias: string | null): void => setAliases(id, alias);
  const aliasOf = (id: string): string | undefined => aliases[id] ?? undefined;

  const nameOf = (id: string): string => displayName(known.find(id), aliasOf(id), words.deletedUser);

  /** The name that everyone sees. */
  const nicknameOf = (id: string): string => displayName(known.find(id), undefined, words.deletedUser);

  return { ...known, meId, setAlias, aliasOf, nameOf, nicknameOf };
}
