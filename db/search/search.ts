import type { Stored } from "../history/history";
import type { Indexed } from "./contents";
import { ownIndexIn } from "./file";
import { type IndexState, RemoteIndex } from "./remote";
import { havingOf, textsOf } from "./text/message";

export type { Candidates, IndexPart, IndexQuery } from "./contents";
export { IndexFault } from "./remote";
export type { RemoteIndex } from "./remote";
export { havingOf, rangesOf } from "./text/message";
export { expressionOf, type Having } from "./text/terms";
export { type TextRange, type Word, wordsOf } from "./text/words";

/**
 * Which messages may have a word: an index of all rooms, in a file of its own on each machine. This is the seam. The index holds
 * terms and no text, and may be behind, so what it names is checked against history; what it does not name does not have the word,
 * up to where it is filled. It is filled room by room, and can be made anew at any time.
 */

export const toIndexed = (message: Stored): Indexed => ({
  seq: message.seq,
  at: message.at,
  authorId: message.authorId,
  texts: textsOf(message),
  has: havingOf(message),
});

export type OpenedIndex = IndexState & { index: RemoteIndex; close: () => Promise<void> };

/**
 * This process's index in a folder, of a history with this epoch; `marks` say up to where each room is in it: none where there was no
 * index that is whole.
 */
export async function open(dir: string, epoch: string): Promise<OpenedIndex> {
  const { path, leave } = ownIndexIn(dir);
  try {
    const opened = await RemoteIndex.open(path, epoch);
    return { ...opened, close: () => opened.index.close().finally(leave) };
  } catch (error) {
    leave();
    throw error;
  }
}
