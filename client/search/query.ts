// What is searched for: the words, and what narrows them down.

export const contentKinds = ["image", "file", "link"] as const;
export type ContentKind = (typeof contentKinds)[number];

export interface SearchFilters {
  from?: string | undefined;
  /** In ms: from this moment on. */
  since?: number | undefined;
  /** In ms: before this moment. */
  until?: number | undefined;
  has?: ContentKind | undefined;
}

export interface SearchRequest extends SearchFilters {
  q: string;
  roomId?: string | undefined;
}

// In code points; the server refuses more.
export const MOST = 100;

/** As it is searched for, and whether something was cut off. */
export function searchedPart(text: string): { q: string; isCut: boolean } {
  const all = [...text.trim()];
  return { q: all.slice(0, MOST).join("").trim(), isCut: all.length > MOST };
}

/** Without what is not set: an empty value would be one, too. */
export const definedIn = <Query extends object>(query: Query): Query =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Query;
