import { readFileSync } from "node:fs";
import { join as path } from "node:path";

import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import { withSpare } from "../spare";

/**
 * Which machine may write accounts, where LiteFS replicates them: one is the primary, the others are replicas. The events of
 * LiteFS are kept here, because asking the file system takes a tenth of a millisecond. Without LiteFS this machine is the
 * primary.
 */
type Leadership = { isPrimary: boolean; url: string | undefined };
/** A position in the log of transactions: a number that grows, and a checksum of everything until then. */
export type Position = string;

const NAME = "accounts.sqlite";
const RECONNECT_MS = 100;
const START_MS = 10_000;
const RETRY_MS = 2000;
const UNKNOWN: Leadership = { isPrimary: false, url: undefined };
const ALONE: Leadership = { isPrimary: true, url: undefined };

let node: { dir: string; url: string } | undefined;
let connection: AbortController | undefined;
let leadership = new AbortController();
let role = ALONE;
let loggedPrimary = "";
let appliedPosition: Position = "";
let applied = 0;
let replicatedListener: () => void = () => undefined;
let roleListener: (isPrimary: boolean) => void = () => undefined;
let silenceListener: (isSilent: boolean) => void = () => undefined;
const waiting = new Set<() => void>();

/** Connects to this machine's LiteFS. Resolves once LiteFS has named the primary, or said that there is none. */
export async function join(dir: string, url: string): Promise<void> {
  node = { dir, url };
  connection = new AbortController();
  role = UNKNOWN;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  void listen(`${url}/events`, connection.signal, resolve);
  const timer = setTimeout(reject, START_MS, new Error("LITEFS_URL: LiteFS does not answer there"));
  try {
    await promise;
  } catch (error) {
    leave();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export function leave(): void {
  connection?.abort();
  node = undefined;
  replicatedListener = roleListener = silenceListener = () => undefined;
  setRole(ALONE);
}

/** Whether accounts are replicated between machines. */
export const isReplicated = (): boolean => node !== undefined;
export const isPrimary = (): boolean => role.isPrimary;
/** The URL of the primary; undefined on the primary itself, and while it is unknown. */
export const url = (): string | undefined => role.url;
/** Aborted as soon as another machine is the primary, or none. */
export const leaderSignal = (): AbortSignal => leadership.signal;
/** How many transactions, of this machine or the primary, have been applied to this machine's copy. */
export const appliedCount = (): number => applied;
/** The last position known to be applied to this machine's copy. */
export const position = (): Position => appliedPosition;

/** The position right after a write of our own, before the event of LiteFS. */
export const ownPosition = (): Position =>
  withSpare(() => readFileSync(path(node?.dir ?? "", `${NAME}-pos`), "utf8")).trim();

export function mustBePrimary(): void {
  if (!role.isPrimary) throw readOnly();
}

/** Runs `work`. If another machine becomes the primary meanwhile, LiteFS fails our writes: then it is `read-only`. */
export function orReadOnly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isOfDisk = error instanceof Refused && error.code === "overloaded";
    throw isOfDisk && node ? readOnly() : error;
  }
}

/** It does not say whether the change was written. */
export const readOnly = (): Refused =>
  new Refused("read-only", { detail: "Nothing can be changed at the moment.", retryAfterMs: RETRY_MS });

/** Whether a machine at `here` has everything until `there`. Of two positions with the same number, one was rolled back. */
export const covers = (here: Position, there: Position): boolean =>
  here === there || numberOf(here) > numberOf(there);

/** Waits, for `ms` at most, until this machine's copy has everything until `there`. Returns whether it has. */
export async function waitForPosition(there: Position, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  // By number alone: if another transaction has that number, ours was rolled back and will never come.
  while (numberOf(appliedPosition) < numberOf(there)) {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await nextEvent(left);
  }
  return true;
}

/** Waits, for `ms` at most, until a machine is the primary. */
export async function leaderElected(ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  for (let left = ms; !role.isPrimary && !role.url && left > 0; left = deadline - performance.now())
    await nextEvent(left);
}

/** Resolves at the next transaction or change of the primary, or after `ms`. */
export function nextEvent(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.add(resolve);
  const timer = setTimeout(resolve, ms);
  return promise.finally(() => {
    clearTimeout(timer);
    waiting.delete(resolve);
  });
}

/** Calls `listener` when transactions have been applied to this machine's copy. */
export const onReplicated = (listener: () => void): void => void (replicatedListener = listener);
export const onRoleChange = (listener: (isPrimary: boolean) => void): void => void (roleListener = listener);
/** Calls `listener` when LiteFS ends its stream of events, and when there are events again. */
export const onSilence = (listener: (isSilent: boolean) => void): void => void (silenceListener = listener);

/** Whether a read or write has failed because of LiteFS. A read that it cuts short looks like a file that is damaged. */
export function isOfLiteFS(error: unknown): boolean {
  const { code = "", cause } = error as { code?: unknown; cause?: unknown };
  if (node && /^SQLITE_(IOERR|PROTOCOL|BUSY|CANTOPEN|NOTADB|CORRUPT|READONLY|PERM)/.test(String(code)))
    return true;
  return cause instanceof Error && isOfLiteFS(cause);
}

/** Asks to become the primary, for a machine with a newer schema must write it. */
export async function requestPromotion(): Promise<void> {
  const answer = await fetch(`${node?.url}/promote`, { method: "POST" }).catch(() => undefined);
  if (!answer?.ok)
    log.warn({ status: answer?.status }, "this machine asked to become primary and was refused");
}

type LiteFSEvent =
  | { type: "init" | "primaryChange"; data: { isPrimary: boolean; hostname?: string } }
  | { type: "tx"; db: string; data: { txID: string; postApplyChecksum: string } };

async function listen(events: string, signal: AbortSignal, known: () => void): Promise<void> {
  for (; !signal.aborted; await Bun.sleep(RECONNECT_MS)) {
    try {
      // No timeout: without writes there are no events.
      const { body } = await fetch(events, { signal, timeout: false } as RequestInit);
      for await (const event of eventsOf(body!)) {
        silenceListener(false);
        handle(event);
        known();
      }
    } catch (error) {
      log.debug({ err: error }, "LiteFS does not say who is primary");
    }
    if (signal.aborted) return;
    silenceListener(true);
    setRole(UNKNOWN);
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<LiteFSEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of body) {
    const lines = (text + decoder.decode(part, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line) yield JSON.parse(line) as LiteFSEvent;
  }
}

function handle(event: LiteFSEvent): void {
  if (event.type === "tx") {
    if (event.db === NAME) advance(`${event.data.txID}/${event.data.postApplyChecksum}`);
    return;
  }
  const { isPrimary: isIt, hostname } = event.data;
  if (event.type === "init") advance(copyPosition());
  setRole({ isPrimary: isIt, url: isIt ? undefined : hostname });
}

function advance(to: Position): void {
  appliedPosition = to;
  applied++;
  wake();
  replicatedListener();
}

function setRole(next: Leadership): void {
  if (next.isPrimary === role.isPrimary && next.url === role.url) return;
  role = next;
  leadership.abort();
  leadership = new AbortController();
  logPrimary();
  wake();
  roleListener(role.isPrimary);
}

/** Once for each primary: while LiteFS cannot be reached the role changes back and forth. */
function logPrimary(): void {
  const name = role.isPrimary ? "this machine" : role.url;
  if (!node || !name || name === loggedPrimary) return;
  loggedPrimary = name;
  log.info({ primary: name }, "the primary for accounts changed");
}

function wake(): void {
  for (const resolve of waiting) resolve();
}

/** Empty if there are no accounts yet. */
function copyPosition(): Position {
  try {
    return ownPosition();
  } catch {
    return "";
  }
}

// Sixteen hexadecimal digits, which compare as text.
const numberOf = (there: Position): string => there.slice(0, 16);
