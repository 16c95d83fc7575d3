import type { Urgency } from "web-push";

import { log } from "../../log";
import * as measures from "../../measures";
import { readUrl, targetOf } from "../../web/target";
import { Unreachable } from "../../web/unreachable";
import { vapid } from "../keys";
import type { PushOutcome } from "../model";
import { faultOf, isBad, judge, type PushAnswer } from "./judging";
import { type PushPost, PushThread } from "./thread";

/**
 * Sends push messages: each at least once, for ten minutes at most, and not in order. No message is in more than one attempt at a
 * time. What the server has accepted and not sent when it ends is lost: whoever must not lose it keeps it until it is `sent`.
 */
export type PushAddress = { endpoint: string; keys: { p256dh: string; auth: string } };
export type PushHow = {
  /** At most 32 of base64url: a newer message of the same topic takes the place of one that the service still has. */
  topic?: string;
  urgency: Urgency;
  /** How long the service keeps it for a device that is off, in seconds. */
  ttl: number;
  /** How long it is tried, in ms. */
  withinMs?: number;
};

// In flight in all; to one service, so that one that hangs leaves some to the others; to one that has not answered well yet.
const MOST = 200;
const MOST_OF_ONE = 160;
const MOST_OF_DOUBTFUL = 20;
// Some 2 kB each: two messages to all of a room of ten thousand.
const MOST_WAITING = 20_000;
const PATIENCE_MS = 600_000;
const ATTEMPT_MS = 10_000;
// Those who ask within this time go where the first has looked: a lookup for each would be ten thousand.
const LOOKED_UP_MS = 10_000;

type Job = {
  to: PushAddress;
  url: URL;
  payload: string;
  how: PushHow;
  service: Service;
  deadline: number;
  attempts: number;
  isInFlight: boolean;
  timer?: Timer;
  settle: (outcome: PushOutcome) => void;
};
type Service = {
  host: string;
  due: Set<Job>;
  jobs: number;
  inFlight: number;
  isGood: boolean;
  way?: { found: Promise<PushPost["way"]>; until: number };
};

const thread = new PushThread();
/** Oldest first. */
const jobs = new Set<Job>();
const services = new Map<string, Service>();
/** Those that have something due, and may have more in flight. */
const ready = new Set<Service>();
const logged = new Set<string>();

/** `gone`: the device has ended the subscription. Never throws. */
export function send(to: PushAddress, payload: string, how: PushHow): Promise<PushOutcome> {
  const url = readUrl(to.endpoint);
  if (url?.protocol !== "https:") return Promise.resolve(counted("failed"));
  const { promise, resolve } = Promise.withResolvers<PushOutcome>();
  const service = serviceAt(url.host);
  const deadline = performance.now() + (how.withinMs ?? PATIENCE_MS);
  const job: Job = {
    to,
    url,
    payload,
    how,
    service,
    deadline,
    attempts: 0,
    isInFlight: false,
    settle: resolve,
  };
  service.jobs++;
  jobs.add(job);
  becomeDue(job);
  if (jobs.size - measures.pushes.inFlight > MOST_WAITING) dropOldest();
  return promise;
}

/** What is not sent by now fails. */
export function stop(): void {
  for (const job of jobs) end(job, "failed");
  thread.end();
}

function serviceAt(host: string): Service {
  const there = services.get(host);
  if (there) return there;
  const fresh: Service = { host, due: new Set(), jobs: 0, inFlight: 0, isGood: false };
  services.set(host, fresh);
  return fresh;
}

function becomeDue(job: Job): void {
  job.service.due.add(job);
  ready.add(job.service);
  pump();
}

/** The services take turns. */
function pump(): void {
  for (const service of ready) {
    if (measures.pushes.inFlight >= MOST) break;
    ready.delete(service);
    const [job] = service.due;
    if (!job || service.inFlight >= (service.isGood ? MOST_OF_ONE : MOST_OF_DOUBTFUL)) continue;
    service.due.delete(job);
    void attempt(job);
    // A set goes on with what is added while it is walked through.
    if (service.due.size > 0) ready.add(service);
  }
  noteWaiting();
}

async function attempt(job: Job): Promise<void> {
  const { service } = job;
  job.isInFlight = true;
  service.inFlight++;
  measures.pushes.inFlight++;
  const answer = await post(job);
  job.isInFlight = false;
  service.inFlight--;
  measures.pushes.inFlight--;
  if (jobs.has(job)) conclude(job, answer);
  if (service.due.size > 0) ready.add(service);
  pump();
}

function conclude(job: Job, answer: PushAnswer | "unreachable"): void {
  const { host } = job.service;
  if (answer === "unreachable") {
    logOnce(host, { fault: "not on the public internet" });
    return end(job, "failed");
  }
  const judgement = judge(answer, job.attempts++, Date.now());
  job.service.isGood = !isBad(answer);
  const outcome = "outcome" in judgement ? judgement.outcome : retryIn(job, judgement.againInMs);
  if (outcome === "failed") logOnce(host, answer);
  if (outcome) end(job, outcome);
}

/** Failed where there is no time left for that. */
function retryIn(job: Job, ms: number): "failed" | undefined {
  if (performance.now() + ms > job.deadline) return "failed";
  job.timer = setTimeout(becomeDue, ms, job);
  return undefined;
}

async function post({ to, url, payload, how, service, deadline }: Job): Promise<PushAnswer | "unreachable"> {
  const withinMs = Math.max(1, Math.min(ATTEMPT_MS, deadline - performance.now()));
  try {
    const way = await inTime(withinMs, wayTo(service, url));
    const { topic, urgency, ttl } = how;
    return await thread.post({
      url: to.endpoint,
      way,
      keys: to.keys,
      payload,
      how: { topic, urgency, ttl },
      vapid: vapid(),
      withinMs,
    });
  } catch (error) {
    return error instanceof Unreachable ? "unreachable" : { fault: faultOf(error) };
  }
}

/** Checked before each connection, and connected to as it was checked. */
function wayTo(service: Service, url: URL): Promise<PushPost["way"]> {
  const now = performance.now();
  if (!service.way || service.way.until < now)
    service.way = { found: targetOf(url).then(({ way }) => way), until: now + LOOKED_UP_MS };
  return service.way.found;
}

/** A name that is looked up cannot be stopped: it is left alone. */
async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("not found in time")), ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

function dropOldest(): void {
  for (const job of jobs) {
    if (job.isInFlight) continue;
    logOnce(job.service.host, { fault: "too many wait" });
    return end(job, "failed");
  }
}

function end(job: Job, outcome: PushOutcome): void {
  const { service } = job;
  jobs.delete(job);
  clearTimeout(job.timer);
  service.due.delete(job);
  service.jobs--;
  if (service.jobs === 0) {
    services.delete(service.host);
    ready.delete(service);
  }
  noteWaiting();
  job.settle(counted(outcome));
}

function noteWaiting(): void {
  measures.pushes.waiting = Math.max(0, jobs.size - measures.pushes.inFlight);
}

function counted(outcome: PushOutcome): PushOutcome {
  measures.pushed.add(outcome);
  return outcome;
}

// Never the whole endpoint, which is a secret. There are few services, and a user may name any.
const MOST_LOGGED = 100;
function logOnce(host: string, answer: PushAnswer): void {
  const key = `${host} ${"status" in answer ? answer.status : answer.fault}`;
  if (logged.has(key) || logged.size >= MOST_LOGGED) return;
  logged.add(key);
  log.warn({ host, ...answer }, "a push message was not accepted; the same is not logged again");
}
