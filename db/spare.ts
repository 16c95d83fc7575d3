import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

// People's connections can take all that a process may open (`ulimit -n`), and a store that begins a new file then is told
// EMFILE. So some descriptors are held open for nothing, and what finds no room takes the place of one. What a store opens
// and closes it does in one go on the loop, where connections are accepted, too: none of them comes in between.
const MOST = 16;
const spares: number[] = [];

/** As many as there should be, as far as there is room. */
export function fill(): void {
  try {
    while (spares.length < MOST) spares.push(openSync(devNull, "r"));
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/** Opens something, in the place of a spare where there is no other. */
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

/** Closes a file; where spares are missing, its place is one from now on. */
export function close(file: number): void {
  closeSync(file);
  fill();
}

/** The process may open no more, or the machine. */
const isFull = (error: unknown): boolean =>
  error instanceof Error && ["EMFILE", "ENFILE"].includes((error as NodeJS.ErrnoException).code ?? "");
