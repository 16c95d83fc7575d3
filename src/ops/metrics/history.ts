import type { History } from "../../../db/history/history";
import { briefly, type Spread, Tally } from "../../measures";

// The history store, measured by its callers.

const kinds = ["append", "change", "ask", "move"] as const;
type Kind = (typeof kinds)[number];

/** Durations: of storing a batch, of changing one, of a query, of moving cursors. */
export const took: Record<Kind, Spread> = {
  append: briefly(),
  change: briefly(),
  ask: briefly(),
  move: briefly(),
};
export const failed = new Tally(kinds);

/** The same store with every call timed. */
export const timed = (store: History): History => ({
  ...store,
  append: timing("append", (...of) => store.append(...of)),
  change: timing("change", (...of) => store.change(...of)),
  findByClientId: timing("ask", (...of) => store.findByClientId(...of)),
  find: timing("ask", (...of) => store.find(...of)),
  page: timing("ask", (...of) => store.page(...of)),
  head: timing("ask", (...of) => store.head(...of)),
  positions: timing("ask", (...of) => store.positions(...of)),
  changes: timing("ask", (...of) => store.changes(...of)),
  mentioning: timing("ask", (...of) => store.mentioning(...of)),
  having: timing("ask", (...of) => store.having(...of)),
  pinned: timing("ask", (...of) => store.pinned(...of)),
  readStates: timing("ask", (...of) => store.readStates(...of)),
  firstVisible: timing("ask", (...of) => store.firstVisible(...of)),
  cursors: timing("ask", (...of) => store.cursors(...of)),
  written: timing("ask", (...of) => store.written(...of)),
  moveCursors: timing("move", (...of) => store.moveCursors(...of)),
  mark: timing("move", (...of) => store.mark(...of)),
});

type Asking<Question extends unknown[], Answer> = (...question: Question) => Promise<Answer>;

function timing<Question extends unknown[], Answer>(
  kind: Kind,
  ask: Asking<Question, Answer>,
): Asking<Question, Answer> {
  return async (...question) => {
    const begun = performance.now();
    try {
      return await ask(...question);
    } catch (error) {
      failed.add(kind);
      throw error;
    } finally {
      took[kind].since(begun);
    }
  };
}
