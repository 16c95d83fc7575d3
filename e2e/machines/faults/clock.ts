// Loaded before a machine's own code, it makes its clock go ahead by CLOCK_AHEAD_MS; only in tests is there such a thing.
const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
// `new Date()` does not ask Date.now. Tokens are checked by it.
globalThis.Date = new Proxy(Date, {
  construct: (date, given, target) =>
    Reflect.construct(date, given.length > 0 ? given : [date.now()], target) as object,
});

/** By how much. */
export const isAheadBy = ahead;
