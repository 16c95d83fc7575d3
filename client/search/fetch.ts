import type { SearchResults } from "../../src/search/model";
import { api, ask } from "../api";
import { definedIn, type SearchRequest } from "./query";

/** A page of what is found, the newest first. */
export const fetchFound = (
  query: SearchRequest & { cursor?: string | undefined },
  signal: AbortSignal,
): Promise<SearchResults> =>
  ask(() => api.search.get({ query: { ...definedIn(query), limit: PAGE }, fetch: { signal } }));

const PAGE = 30;
