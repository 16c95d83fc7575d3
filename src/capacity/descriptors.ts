import { readdirSync, readFileSync, statSync } from "node:fs";

// What a process may open (`ulimit -n`) is shared by sockets, feeds, requests and the stores. Sockets and feeds, which stay,
// may take nine tenths; the rest is for requests, stores and other machines. Whoever wants one more of them gets only a part
// of what is left, so that something is always left for the next.

const OWN = "/proc/self";
// Where nobody says how many: what systems without /proc give.
const ASSUMED = 10_240;
const LOOK_MS = 1000;

/** Bun has raised its own to all that it may have. */
export const mayOpen = limit();
const others = Math.max(64, Math.floor(mayOpen / 10));

let links = 0;
let isCrowded = false;

/** One more socket or feed is open, or one less. */
export const linked = (by: 1 | -1): void => void (links += by);
/** How many more there may be. */
export const free = (): number => mayOpen - others - links;
/** Whether requests have taken nearly all that sockets and feeds leave: from now on a connection ends with its answer. */
export const isScarce = (): boolean => isCrowded;

/** How many files and connections are open; 0 where nobody says. */
export function countOpen(): number {
  try {
    // Since Linux 6.2 a folder of descriptors is as large as they are many; to name 10,000 takes milliseconds.
    return statSync(`${OWN}/fd`).size || readdirSync(`${OWN}/fd`).length;
  } catch {
    return 0;
  }
}

type Server = { closeIdleConnections: () => number };

/** Once a second sees whether connections that ask nothing are to go. Answers how to stop. */
export function watch(server: Server): () => void {
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
