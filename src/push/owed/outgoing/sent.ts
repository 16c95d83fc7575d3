import { type Settled, type ToldClaim, type ToldKey, type ToldRow, told } from "../../../../db/told/told";
import { log } from "../../../log";
import * as push from "../../service";
import { readPayload, topicOf } from "./payload";

// Sends what was claimed, and settles what became of it.

const TTL_S = 24 * 3600;
// Outcomes within this time are settled together.
const GATHER_MS = 20;
const RETRY_MS = 1000;
// A server that stops waits for so long.
const GRACE_MS = 1500;
// Silent pushes cost a page its subscription there: what they are sent must be shown.
const SHOWS_ALL = /(^|\.)(push\.apple\.com|mozilla\.com|mozaws\.net)$/;

export type ClaimedPush = {
  claim: ToldClaim;
  to: push.DeviceSubscription;
  payload: string;
  isUrgent: boolean;
};

let outcomes: Settled[] = [];
let timer: Timer | undefined;
let underWay = 0;
let settling: Promise<void> = Promise.resolve();
let onIdle: () => void = () => undefined;
// What a server that stops gives up was not sent: it stays claimed, for the next one.
let isStopped = false;

export const start = (): void => void (isStopped = false);

/** Claims them, and sends those that nobody else has. Resolves once they are claimed. */
export async function claimAndSend(fence: number, messages: ClaimedPush[]): Promise<void> {
  const granted = await told.claim(
    fence,
    messages.map(({ claim }) => claim),
  );
  for (const [nth, message] of messages.entries()) if (granted[nth]) send(message);
}

/** What is claimed already. */
export function send({ claim, to, payload, isUrgent }: ClaimedPush): void {
  underWay++;
  const { roomId, userId, device, seq } = claim;
  const urgency = isUrgent ? "high" : "normal";
  void push
    .send(to, payload, { topic: topicOf(roomId), urgency, ttl: TTL_S })
    .catch((error: unknown) => {
      log.error({ err: error }, "a push message could not be sent");
      return "failed" as const;
    })
    .then((outcome) => note({ roomId, userId, device, seq, isGone: outcome === "gone" }));
}

/** Closes what devices show of messages that were read, where that needs no notification of its own. */
export function withdraw(rows: ToldRow[]): void {
  const devices = push.subscriptionsOf([...new Set(rows.map(({ userId }) => userId))]);
  const to = new Map(devices.map((one) => [one.sessionId, one]));
  for (const { device, roomId, seq } of rows) {
    const one = to.get(device);
    if (!one || SHOWS_ALL.test(new URL(one.endpoint).hostname)) continue;
    const options = { topic: topicOf(roomId), urgency: "normal" as const, ttl: TTL_S };
    push.send(one, readPayload(roomId, seq), options).catch(() => undefined);
  }
}

/** Nothing is to be sent any more: the device has none, or there is nothing to say. */
export const drop = (keys: (ToldKey & { seq: number })[]): void =>
  keys.forEach(({ roomId, userId, device, seq }) => {
    underWay++;
    note({ roomId, userId, device, seq, isGone: true });
  });

/** Resolves once all that is being sent is settled, or after a moment. What is not, the next one takes over. */
export async function flushed(): Promise<void> {
  const late = Promise.withResolvers<void>();
  const end = setTimeout(late.resolve, GRACE_MS);
  onIdle = late.resolve;
  if (underWay > 0) await late.promise;
  isStopped = true;
  clearTimeout(end);
  clearTimeout(timer);
  timer = undefined;
  await settling;
  outcomes = [];
  underWay = 0;
}

function note(one: Settled): void {
  if (isStopped) return;
  outcomes.push(one);
  timer ??= setTimeout(() => void (settling = settle()), GATHER_MS);
}

async function settle(): Promise<void> {
  const batch = outcomes;
  outcomes = [];
  timer = undefined;
  try {
    withdraw(await told.settle(batch));
    underWay -= batch.length;
    if (underWay === 0) onIdle();
  } catch (error) {
    // The store is away: it is tried again. There are no more of them than can be under way.
    log.debug({ err: error }, "what was sent could not be settled yet");
    outcomes = [...batch, ...outcomes];
    timer ??= setTimeout(() => void (settling = settle()), RETRY_MS);
  }
}
