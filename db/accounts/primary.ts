import { readFileSync } from "node:fs";
import { join as path } from "node:path";

import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import { withSpare } from "../spare";

/**
 * Which machine may write accounts, where LiteFS copies them to all: one is the primary, the others follow it. What LiteFS
 * says as it happens is kept here, so that nobody has to ask the file system, which takes a tenth of a millisecond. Where
 * there is no LiteFS, whoever asks is the primary.
 */
type Role = { isPrimary: boolean; url: string | undefined };
/** A place in what was written: its number, and a sum over everything until then. Later ones have higher numbers. */
export type Position = string;

const NAME = "accounts.sqlite";
const AGAIN_MS = 100;
const START_MS = 10_000;
const RETRY_MS = 2000;
const NOBODY: Role = { isPrimary: false, url: undefined };
const ALONE: Role = { isPrimary: true, url: undefined };

let node: { dir: string; url: string } | undefined;
let listening: AbortController | undefined;
let reign = new AbortController();
let role = ALONE;
let told = "";
let at: Position = "";
let moves = 0;
let moved: () => void = () => undefined;
let changed: (isPrimary: boolean) => void = () => undefined;
let silent: (isSilent: boolean) => void = () => undefined;
const waiting = new Set<() => void>();

/** Resolves once this machine's LiteFS has said who is primary, or that nobody knows. */
export async function join(dir: string, url: string): Promise<void> {
  node = { dir, url };
  listening = new AbortController();
  role = NOBODY;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  void listen(`${url}/events`, listening.signal, resolve);
  const late = setTimeout(reject, START_MS, new Error("LITEFS_URL: LiteFS does not answer there"));
  try {
    await promise;
  } catch (error) {
    leave();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

export function leave(): void {
  listening?.abort();
  node = undefined;
  [moved, changed, silent] = [() => undefined, () => undefined, () => undefined];
  take(ALONE);
}

/** Whether accounts are copied between machines at all. */
export const isReplicated = (): boolean => node !== undefined;
export const isPrimary = (): boolean => role.isPrimary;
/** Where the primary is reached; undefined here on the primary, and where nobody knows. */
export const url = (): string | undefined => role.url;
/** Aborted as soon as another one is primary, or nobody. */
export const reigning = (): AbortSignal => reign.signal;
/** Grows with everything that is written, here or by the primary, once it is in this machine's copy. */
export const countMoves = (): number => moves;
/** As far as this machine's copy is known to have come. */
export const position = (): Position => at;

/** The position right after a write of our own, before LiteFS has told of it. */
export const ownPosition = (): Position =>
  withSpare(() => readFileSync(path(node?.dir ?? "", `${NAME}-pos`), "utf8")).trim();

export function mustBePrimary(): void {
  if (!role.isPrimary) throw readOnly();
}

/** `work`, in the middle of which another one may become primary: then the disk of this machine takes no more of it. */
export function orReadOnly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isOfDisk = error instanceof Refused && error.code === "overloaded";
    throw isOfDisk && node ? readOnly() : error;
  }
}

/** Whether it has been written or not, nobody says. */
export const readOnly = (): Refused =>
  new Refused("read-only", { detail: "Nothing can be changed at the moment.", retryAfterMs: RETRY_MS });

/** Whether whoever is at `here` has all that was written until `there`. Of two that have the same number, one was lost. */
export const covers = (here: Position, there: Position): boolean =>
  here === there || numberOf(here) > numberOf(there);

/** Waits until this machine's copy has all until `there`, for so long at most; whether it has. */
export async function reached(there: Position, ms: number): Promise<boolean> {
  const late = performance.now() + ms;
  // What has the same number and is something else came instead: to wait for it is in vain.
  while (numberOf(at) < numberOf(there)) {
    const left = late - performance.now();
    if (left <= 0) return false;
    await next(left);
  }
  return true;
}

/** Waits until somebody is primary, for so long at most. */
export async function chosen(ms: number): Promise<void> {
  const late = performance.now() + ms;
  for (let left = ms; !role.isPrimary && !role.url && left > 0; left = late - performance.now())
    await next(left);
}

/** Resolves when something comes, or another one is primary, or after so long. */
export function next(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.add(resolve);
  const timer = setTimeout(resolve, ms);
  return promise.finally(() => {
    clearTimeout(timer);
    waiting.delete(resolve);
  });
}

/** Calls `hear` whenever something new is in this machine's copy. */
export const whenMoved = (hear: () => void): void => void (moved = hear);
export const whenChanged = (hear: (isPrimary: boolean) => void): void => void (changed = hear);
/** Calls `hear` as soon as LiteFS ends what it says, and when it speaks again. */
export const whenSilent = (hear: (isSilent: boolean) => void): void => void (silent = hear);

/** Whether something could not be read, or not be written, because LiteFS no longer does its part. */
export function isOfLiteFS(error: unknown): boolean {
  const { code = "", cause } = error as { code?: unknown; cause?: unknown };
  if (node && /^SQLITE_(IOERR|PROTOCOL|BUSY|CANTOPEN|NOTADB)/.test(String(code))) return true;
  return cause instanceof Error && isOfLiteFS(cause);
}

/** Asks the primary to hand over to this machine: whoever brings a newer schema must write it. */
export async function ask(): Promise<void> {
  const answer = await fetch(`${node?.url}/promote`, { method: "POST" }).catch(() => undefined);
  if (!answer?.ok) log.warn({ status: answer?.status }, "this machine asked to be primary, and is not");
}

type Event =
  | { type: "init" | "primaryChange"; data: { isPrimary: boolean; hostname?: string } }
  | { type: "tx"; db: string; data: { txID: string; postApplyChecksum: string } };

async function listen(events: string, signal: AbortSignal, known: () => void): Promise<void> {
  for (; !signal.aborted; await Bun.sleep(AGAIN_MS)) {
    try {
      // It can be quiet for as long as nobody writes.
      const { body } = await fetch(events, { signal, timeout: false } as RequestInit);
      for await (const event of eventsOf(body!)) {
        silent(false);
        note(event);
        known();
      }
    } catch (error) {
      log.debug({ err: error }, "LiteFS does not say who is primary");
    }
    if (signal.aborted) return;
    silent(true);
    take(NOBODY);
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of body) {
    const lines = (text + decoder.decode(part, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line) yield JSON.parse(line) as Event;
  }
}

function note(event: Event): void {
  if (event.type === "tx") {
    if (event.db === NAME) move(`${event.data.txID}/${event.data.postApplyChecksum}`);
    return;
  }
  const { isPrimary: isIt, hostname } = event.data;
  if (event.type === "init") move(copyAt());
  take({ isPrimary: isIt, url: isIt ? undefined : hostname });
}

function move(there: Position): void {
  at = there;
  moves++;
  wake();
  moved();
}

function take(other: Role): void {
  if (other.isPrimary === role.isPrimary && other.url === role.url) return;
  role = other;
  reign.abort();
  reign = new AbortController();
  tell();
  wake();
  changed(role.isPrimary);
}

/** Whoever cannot be reached is tried again and again, which is nothing new. */
function tell(): void {
  const whom = role.isPrimary ? "this machine" : role.url;
  if (!node || !whom || whom === told) return;
  told = whom;
  log.info({ primary: whom }, "who writes accounts");
}

function wake(): void {
  for (const resolve of waiting) resolve();
}

/** Nothing, where there are no accounts yet. */
function copyAt(): Position {
  try {
    return ownPosition();
  } catch {
    return "";
  }
}

// Sixteen digits each: they compare as texts do.
const numberOf = (there: Position): string => there.slice(0, 16);
