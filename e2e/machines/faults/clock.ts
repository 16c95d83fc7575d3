// Loaded before a machine's own code, it makes its clock go ahead by CLOCK_AHEAD_MS; only in tests is there such a thing.
const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;

/** By how much. */
export const isAheadBy = ahead;
