import { readdirSync, readFileSync, statSync } from "node:fs";

// The process's descriptors (`ulimit -n`) are shared by sockets, feeds, requests and the stores. Sockets and feeds, which are
// long-lived, may use nine tenths; the rest is for requests, stores and other machines. A user or address may use only a
// part of what is free, so that some is always left for others.

const OWN = "/proc/self";
// For systems without /proc.
const ASSUMED = 10_240;
const LOOK_MS = 1000;

/** The soft limit, which Bun has raised to the hard limit. */
export const mayOpen = limit();
const others = Math.max(64, Math.floor(mayOpen / 10));

let links = 0;
let isCrowded = false;

/** Counts a socket or feed that opened or closed. */
export const linked = (by: 1 | -1): void => void (links += by);
/** How many more sockets and feeds may open. */
export const free = (): number => mayOpen - others - links;
/** Whether requests have nearly used up their share: each connection then closes with its response. */
export const isScarce = (): boolean => isCrowded;

/** How many files and connections are open; `mayOpen` on systems without /proc. */
export function countOpen(): number {
  try {
    // Since Linux 6.2 the directory's size is their number; listing 10,000 takes milliseconds.
    return statSync(`${OWN}/fd`).size || readdirSync(`${OWN}/fd`).length;
  } catch {
    return 0;
  }
}

type IdleCloser = { closeIdleConnections: () => number };

/** Checks once a second whether idle connections must be closed. Returns how to stop. */
export function watch(server: IdleCloser): () => void {
  const look = () => {
    isCrowded = countOpen() > mayOpen - others / 2;
    if (isCrowded) server.closeIdleConnections();
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}

function limit(): number {
  try {
    const [, soft = ""] = /^Max open files\s+(\S+)/m.exec(readFileSync(`${OWN}/limits`, "utf8")) ?? [];
    return soft === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(soft);
  } catch {
    return ASSUMED;
  }
}
