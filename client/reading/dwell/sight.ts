import type { Sight } from "./dwell";

/** In px, from any common origin. */
interface Extent {
  top: number;
  bottom: number;
}

/** A row, with the seqs of the first and the last message that it stands for. */
export interface RowExtent extends Extent {
  from: number;
  to: number;
}

/**
 * Which rows are at least half in view. A row higher than the view never is: it counts once its middle has come up into
 * view, while it fills half of the view. The rows come in order, and are some of those around the view.
 */
export function sightOf(rows: RowExtent[], view: Extent): Sight | undefined {
  const seen = rows.filter((row) => isHalfIn(row, view));
  const [first, last] = [seen[0], seen.at(-1)];
  return first && last && { from: first.from, to: last.to };
}

function isHalfIn(row: Extent, view: Extent): boolean {
  const shown = Math.min(row.bottom, view.bottom) - Math.max(row.top, view.top);
  const enough = Math.min(row.bottom - row.top, view.bottom - view.top) / 2;
  const middle = (row.top + row.bottom) / 2;
  return shown > 0 && shown >= enough && middle <= view.bottom;
}
