import { commit } from "../../db/accounts/changes";
import * as primary from "../../db/accounts/primary";
import { consume } from "../capacity/limits";
import { invalid } from "../errors";
import { log } from "../log";
import { tidy } from "../protocol/visible";
import { mayBePublic, readUrl } from "../web/target";
import { isPoint, vapid } from "./keys";
import type { NewSubscription, PushOutcome, TestPayload } from "./model";
import * as notifications from "./notifications/service";
import * as sending from "./sending/sending";
import type { PushHow } from "./sending/sending";
import * as store from "./store";

// Push messages reach devices whose page is closed. A session has one subscription at most, and it ends with the session.
// Endpoints are on public addresses; they and their keys never leave the server again.

export type { DeviceSubscription } from "./store";
export { tellingOf } from "./rules";

/** Those of all sessions of these users. */
export const subscriptionsOf = store.findOf;
/** What each of these users has chosen. */
export const settingsOf = notifications.ofAll;

export const publicKey = (): string => vapid().publicKey;

const TEST_MS = 8000;
const TEST_TTL_S = 60;

type OnDevice = { userId: string; sessionId: string };

/** An endpoint that another session has, comes to this one: it is the same device. */
export function subscribe({ userId, sessionId }: OnDevice, draft: NewSubscription): void {
  consume("changes", userId);
  const { endpoint } = draft;
  const { p256dh, auth } = draft.keys;
  mustBeReachable(endpoint);
  if (!isPoint(Buffer.from(p256dh, "base64url"))) throw invalid("keys.p256dh", "a point of the curve P-256");
  const device = tidy(draft.device ?? "");
  commit((tx) => {
    const before = store.find(sessionId);
    const createdAt = before?.endpoint === endpoint ? before.createdAt : Date.now();
    const row = { sessionId, userId, endpoint, p256dh, auth, device, createdAt };
    if (!Bun.deepEquals(row, before)) store.put(tx, row);
  });
}

export function unsubscribe({ userId }: OnDevice, endpoint: string): void {
  consume("changes", userId);
  commit((tx) => store.removeMine(tx, userId, endpoint));
}

/** Answers what became of it. A subscription that the device has ended is removed. */
export async function send(
  to: store.DeviceSubscription,
  payload: string,
  how: PushHow,
): Promise<PushOutcome> {
  const { endpoint, p256dh, auth } = to;
  const outcome = await sending.send({ endpoint, keys: { p256dh, auth } }, payload, how);
  if (outcome === "gone") await forget({ endpoint, auth });
  return outcome;
}

/** To the caller's own device, at once. */
export async function sendTest({ userId, sessionId }: OnDevice): Promise<PushOutcome | "none"> {
  consume("pushTests", userId);
  const to = store.find(sessionId);
  if (to?.userId !== userId) return "none";
  const payload = JSON.stringify({ type: "test", at: Date.now() } satisfies TestPayload);
  return send(to, payload, { urgency: "high", ttl: TEST_TTL_S, withinMs: TEST_MS });
}

/** Which subscription is gone: not one that the device has made anew since, with another secret. */
export type GoneSubscription = Pick<store.DeviceSubscription, "endpoint" | "auth">;

let removeElsewhere: (gone: GoneSubscription) => Promise<void> = async () => undefined;
/** How it is removed where this machine may not write accounts. */
export const onGone = (handle: typeof removeElsewhere): void => void (removeElsewhere = handle);

export const remove = (gone: GoneSubscription): void =>
  commit((tx) => {
    store.removeGone(tx, gone);
  });

/** Where it fails, the next message to the device finds out again. */
async function forget(gone: GoneSubscription): Promise<void> {
  try {
    if (primary.isPrimary()) remove(gone);
    else await removeElsewhere(gone);
  } catch (error) {
    log.warn({ err: error }, "a subscription that is gone could not be removed yet");
  }
}

/** Where its name leads to is checked whenever something is sent. */
function mustBeReachable(endpoint: string): void {
  const url = readUrl(endpoint);
  if (url?.protocol !== "https:" || !mayBePublic(url))
    throw invalid("endpoint", "an https address on the public internet");
}
