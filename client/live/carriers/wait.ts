const FIRST_MS = 500;
// How soon a visible page is back after the server or the network is. (Browsers slow the timers of hidden pages, and a
// page that becomes visible reconnects at once.)
const LONGEST_MS = 8000;

/**
 * How long to wait before the next attempt, in ms: random within a span that doubles, so that ten thousand clients that
 * lost their connections together do not reconnect together. (AWS Architecture Blog, "Exponential Backoff And Jitter".)
 */
export const backOff = (attempts: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts) * Math.random();
