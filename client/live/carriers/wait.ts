const FIRST_MS = 500;
// Whoever looks at the page is back so soon after the server is, or the network. (Timers of a hidden page are slowed down
// by the browser, and a page that is looked at again tries at once.)
const LONGEST_MS = 8000;

/**
 * How long to wait before the next attempt, in ms: anywhere in a span that doubles, so that ten thousand who fell
 * together do not come back together. ("Full jitter" of the AWS Architecture Blog, "Exponential Backoff And Jitter".)
 */
export const backOff = (attempts: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts) * Math.random();
