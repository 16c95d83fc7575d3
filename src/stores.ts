import * as accounts from "../db/accounts/open";
import * as primary from "../db/accounts/primary";
import { cached } from "../db/history/cached";
import { type History, history, useHistory } from "../db/history/history";
import * as sqliteHistory from "../db/history/sqlite";
import * as sqliteTold from "../db/told/sqlite";
import { told, useTold } from "../db/told/told";
import { env } from "./env";
import { timed } from "./ops/metrics/history";

// Opens accounts, history and what was told, of the kind that the environment asks for; each answers how to close it.

type Close = () => unknown;

export async function openAccounts(readonly: boolean): Promise<Close> {
  if (env.LITEFS_DIR) {
    await primary.join(env.LITEFS_DIR, env.LITEFS_URL);
    await accounts.openCopy(env.LITEFS_DIR);
  } else accounts.open(env.DATA_DIR, readonly);
  return () => {
    accounts.close();
    primary.leave();
  };
}

export async function openHistory(readonly: boolean): Promise<Close> {
  useHistory(timed(await opened(readonly)));
  return () => history.close();
}

async function opened(readonly: boolean): Promise<History> {
  if (!env.MONGO_URL) return cached(sqliteHistory.open(env.DATA_DIR, { readonly }));
  // The driver takes a fifth of a start, so it is loaded only where it is used.
  const mongo = await import("../db/history/mongo");
  return mongo.open(env.MONGO_URL);
}

export async function openTold(): Promise<Close> {
  const url = env.MONGO_URL;
  useTold(url ? await (await import("../db/told/mongo")).open(url) : sqliteTold.open(env.DATA_DIR));
  return () => told.close();
}
