const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Anywhere in a span that doubles: ten thousand who fell together do not come back together. */
export const backOff = (attempts: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts) * Math.random();
