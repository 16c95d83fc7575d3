import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

// Client connections can use up the file descriptors of a process (`ulimit -n`), and a store that opens a file then gets
// EMFILE. So some descriptors are kept in reserve, and one is released for the store. A store opens and closes files
// synchronously on the event loop, where connections are accepted, too: none can take the descriptor in between.
const COUNT = 16;
const spares: number[] = [];

/** Fills the reserve, as far as there are free descriptors. */
export function fill(): void {
  try {
    while (spares.length < COUNT) spares.push(openSync(devNull, "r"));
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/** Opens something, with a descriptor of the reserve if there is no other. */
export function withSpare<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    const spare = isFull(error) ? spares.pop() : undefined;
    if (spare === undefined) throw error;
    closeSync(spare);
    return open();
  } finally {
    fill();
  }
}

/** Closes a file, and refills the reserve with its descriptor. */
export function close(file: number): void {
  closeSync(file);
  fill();
}

/** No descriptors are left, for this process or on this machine. */
const isFull = (error: unknown): boolean =>
  error instanceof Error && ["EMFILE", "ENFILE"].includes((error as NodeJS.ErrnoException).code ?? "");
