// What counts as read, as a pure function of what happened and when: a message is read once its row was at least half in
// view for DWELL_MS without a break, in a window that someone was looking at. Reading up to a message reads all before it.
//
// Looking means: the page is visible, its window has the focus, and someone is there. Nobody is there once there was no
// key, pointer, wheel or touch for IDLE_MS. Coming back starts the time anew.

/** In ms. Shorter than it takes to read a line, longer than a row is in view while someone flings the list. */
export const DWELL_MS = 500;

/** In ms. People who follow a talk without touching anything move their hand within that time. */
export const IDLE_MS = 5 * 60_000;

/** The rows at least half in view, by the seqs of the first and the last one. */
export interface Sight {
  from: number;
  to: number;
}

/** Times are in ms, on a clock that never goes back. */
export type Happening =
  /** Undefined: no row, or it is not known yet where they stand. */
  | { type: "sight"; sight: Sight | undefined }
  /** The page is visible and its window has the focus, or not any more. */
  | { type: "focus"; hasFocus: boolean }
  | { type: "input" };

export interface Attention {
  hasFocus: boolean;
  inputAt: number;
  sight: Sight | undefined;
  /** What was in view while someone looked, since when, in order; no further back than matters. */
  sights: { since: number; sight: Sight | undefined }[];
  /** The newest message that was read. */
  upTo: number;
}

export const NOBODY: Attention = {
  hasFocus: false,
  inputAt: -Infinity,
  sight: undefined,
  sights: [],
  upTo: 0,
};

/** Whether someone is looking. */
export const isLooking = ({ hasFocus, inputAt }: Attention, at: number): boolean =>
  hasFocus && at < inputAt + IDLE_MS;

export function step(before: Attention, happening: Happening, at: number): Attention {
  const reader = advance(before, at);
  switch (happening.type) {
    case "sight":
      return see(reader, happening.sight, at);
    case "focus":
      if (happening.hasFocus === reader.hasFocus) return reader;
      // Whoever gives a window the focus has just done something.
      return happening.hasFocus
        ? arrive({ ...reader, hasFocus: true }, at)
        : { ...reader, hasFocus: false, sights: [] };
    case "input":
      return isLooking(reader, at) || !reader.hasFocus ? { ...reader, inputAt: at } : arrive(reader, at);
    default:
      happening satisfies never;
      return reader;
  }
}

/** Up to this moment, in which nothing has happened since the last step. */
export function advance(reader: Attention, at: number): Attention {
  const now = Math.min(at, reader.inputAt + IDLE_MS);
  const start = now - DWELL_MS;
  // What was replaced before the last DWELL_MS began does not matter any more.
  const sights = reader.sights.filter((_, n, all) => (all[n + 1]?.since ?? Infinity) > start);
  const seen = sights[0] && sights[0].since <= start ? common(sights) : undefined;
  const isIdle = now < at;
  if (!seen && !isIdle && sights.length === reader.sights.length) return reader;
  return {
    ...reader,
    sights: isIdle ? [] : sights,
    upTo: Math.max(reader.upTo, seen?.to ?? 0),
  };
}

/** When to advance next, if nothing happens before: something is read then, or someone turns idle. */
export function nextAt(reader: Attention, at: number): number | undefined {
  const last = reader.sights.at(-1);
  if (!isLooking(reader, at)) return undefined;
  const readAt = last?.sight && last.sight.to > reader.upTo ? last.since + DWELL_MS : -Infinity;
  return readAt > at ? readAt : reader.inputAt + IDLE_MS;
}

function see(reader: Attention, sight: Sight | undefined, at: number): Attention {
  if (sight?.from === reader.sight?.from && sight?.to === reader.sight?.to) return reader;
  const sights = isLooking(reader, at) ? [...reader.sights, { since: at, sight }] : [];
  return { ...reader, sight, sights };
}

const arrive = (reader: Attention, at: number): Attention => ({
  ...reader,
  inputAt: at,
  sights: [{ since: at, sight: reader.sight }],
});

/** What was in view in all of them. */
function common(sights: Attention["sights"]): Sight | undefined {
  const from = Math.max(...sights.map(({ sight }) => sight?.from ?? Infinity));
  const to = Math.min(...sights.map(({ sight }) => sight?.to ?? -Infinity));
  return from <= to ? { from, to } : undefined;
}
