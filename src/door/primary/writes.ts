import type { Writes } from "../documented";
import { changesState } from "../origin";
import { fits, pathOf } from "../request";

/** A route as Elysia lists it. */
export type Declared = { method: string; path: string; hooks: { detail?: { "x-writes"?: Writes } } };

/** What a route declares in its `detail`; undefined where it declares nothing. */
export const declared = ({ hooks }: Declared): Writes | undefined => hooks.detail?.["x-writes"];

/**
 * Whether a request goes to the primary. A request that changes state and whose route declares nothing does, too: writing
 * accounts on a replica would be an error, a needless hop is only slow.
 */
export function writesAccounts(request: Request, routes: Declared[]): boolean {
  const path = pathOf(request);
  if (!changesState(request) || !path.startsWith("/api/")) return false;
  const route = routes.find((one) => one.method === request.method && fits(one.path, path));
  const writes = route && declared(route);
  return writes !== "history" && writes !== "nothing";
}
