import { setPriority } from "node:os";

// Of nice(1): such a thread gets what the others leave of a core.
const LOWEST = 19;

/** For a thread that nobody waits for: chat goes first. Linux has a priority for each thread; elsewhere it would be the process's. */
export function yieldToChat(): void {
  if (process.platform === "linux") setPriority(0, LOWEST);
}
