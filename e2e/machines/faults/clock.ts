// Preloaded by tests: sets a machine's clock ahead by CLOCK_AHEAD_MS.
const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
// `new Date()` does not call Date.now, and token checks use it.
globalThis.Date = new Proxy(Date, {
  construct: (date, given, target) =>
    Reflect.construct(date, given.length > 0 ? given : [date.now()], target) as object,
});

/** In ms. */
export const isAheadBy = ahead;
