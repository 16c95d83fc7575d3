// A text as our rules read it.

/** What stands within a line. */
export type Phrase =
  | { type: "text" | "code"; text: string }
  | { type: "strong" | "em" | "del"; tokens: Phrase[] }
  /** `where` it leads, unless its text says that. `address`: as typed. */
  | { type: "link"; href: string; address: string; where: string; tokens: Phrase[] };

/** What takes whole lines. Their texts together are the message's, with all of its line breaks, without the marks. */
export type Block =
  | { type: "paragraph"; tokens: Phrase[] }
  | { type: "fence"; text: string; language: string }
  | { type: "quote"; tokens: Block[] }
  | { type: "list"; isOrdered: boolean; items: ListEntry[] };

export interface ListEntry {
  /** As typed. */
  marker: string;
  tokens: Block[];
}
