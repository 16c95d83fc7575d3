import type { FigureKey } from "./figures";

/** A bound for one of our figures, or a goal that is tested elsewhere. */
export type Goal = MeasuredGoal | ExternalGoal;

export interface MeasuredGoal extends Omit<FigureKey, "peer"> {
  text: string;
  bound: Bound;
}

/** Absolute, or a multiple of another figure of the same run: `of` overrides the goal's own key, whose peer is ours. Without `most` and `least` only the ratio is reported. */
export interface Bound {
  most?: number;
  least?: number;
  of?: Partial<FigureKey>;
}

export interface ExternalGoal {
  text: string;
  /** Why it is not measured here, and the command that tests it, if there is one. */
  elsewhere: string;
  command?: string;
}

const everyone = (size: string, bound: Bound, figure = "p99 ms"): MeasuredGoal => ({
  text: `everyone says something once in 30 s, ${size}`,
  workload: "everyone-30s",
  size,
  figure,
  bound,
});

const within1s = { workload: "everyone-1s", figure: "p99 ms" };
const cold = { workload: "cold", figure: "p99 ms" };
const steady = { workload: "steady", size: "10,000 people" };
const rate2 = { workload: "rate", size: "rooms of 2" };
const giant = { workload: "giant", size: "one room of 10,000" };
const reacting = { workload: "reactions", size: "among them" };
const idle = { workload: "idle", size: "10,000 people" };
const storm = { workload: "storm", size: "10,000 people" };
const pages = { workload: "pages", size: "2,000,000 messages", figure: "p99 ms" };

/** The goals of a run: embedded profile, durable, signed in, all checks on. */
export const goals: Goal[] = [
  everyone("1,000 people", { most: 6 }),
  everyone("3,000 people", { most: 8 }),
  everyone("10,000 people", { most: 15 }),
  everyone("10,000 people", { most: 0 }, "lost"),
  { text: "all within one second, 3,000 people", ...within1s, size: "3,000 people", bound: { most: 20 } },
  {
    text: "all within one second, 10,000 people",
    ...within1s,
    size: "10,000 people",
    bound: { most: 0.75, of: { peer: "durable" } },
  },
  { text: "cold start, 1,000 people", ...cold, size: "1,000 people", bound: { most: 10 } },
  { text: "cold start, 3,000 people", ...cold, size: "3,000 people", bound: { most: 20 } },
  {
    text: "cold start, 1,000 people: 100 × quicker than Spring",
    ...cold,
    size: "1,000 people",
    bound: { most: 0.01, of: { peer: "spring" } },
  },
  {
    text: "cold start, 3,000 people: 100 × quicker than Spring",
    ...cold,
    size: "3,000 people",
    bound: { most: 0.01, of: { peer: "spring" } },
  },
  { text: "10,000 people, 1,000 messages/s", ...steady, figure: "p99 ms", bound: { most: 12 } },
  {
    text: "the same, server CPU",
    ...steady,
    figure: "CPU µs a delivery",
    bound: { most: 1.25, of: { peer: "durable" } },
  },
  {
    text: "the same, server CPU",
    ...steady,
    figure: "CPU µs a delivery",
    bound: { of: { peer: "raw" } },
  },
  ...["10", "100", "1,000"].flatMap((size) =>
    ["durable", "raw"].map((peer) => ({
      text: `server CPU, rooms of ${size}`,
      workload: "rooms",
      size: `rooms of ${size}`,
      figure: "CPU µs a delivery",
      bound: { of: { peer } },
    })),
  ),
  { text: "durable throughput, rooms of 2", ...rate2, figure: "messages/s", bound: { least: 20_000 } },
  { text: "at that rate", ...rate2, figure: "p99 ms", bound: { most: 20 } },
  {
    text: "durable throughput, rooms of 10",
    workload: "rate",
    size: "rooms of 10",
    figure: "messages/s",
    bound: { least: 1.25, of: { peer: "durable" } },
  },
  {
    text: "a room of 10,000, last receiver",
    ...giant,
    figure: "last p50 ms",
    bound: { most: 1.25, of: { peer: "raw" } },
  },
  { text: "meanwhile in the other rooms", ...giant, figure: "others p99 ms", bound: { most: 15 } },
  {
    text: "1,000 people react to one message of a room of 10,000 within 10 s: the latency of other rooms",
    ...reacting,
    figure: "p99 ms",
    bound: { most: 1.5, of: { size: "without" } },
  },
  { text: "the same, frames of changes there", ...reacting, figure: "frames a second", bound: { most: 4 } },
  { text: "10,000 signed-in sockets, whole server", ...idle, figure: "server MB", bound: { most: 150 } },
  { text: "the same, a socket", ...idle, figure: "KB a socket", bound: { most: 8 } },
  { text: "the same, idle", ...idle, figure: "idle CPU µs a second a socket", bound: { most: 0.5 } },
  {
    text: "10,000 sockets dropped at once: all back, caught up",
    ...storm,
    figure: "seconds",
    bound: { most: 10 },
  },
  {
    text: "the same, every message of meanwhile is fetched: lost",
    ...storm,
    figure: "lost",
    bound: { most: 0 },
  },
  {
    text: "the same: at most one read of the history a room",
    elsewhere: "not visible from outside, a test checks it",
    command: "bun test src/messages/return.test.ts",
  },
  { text: "a history page at 2 million messages", ...pages, bound: { most: 5 } },
  { text: "against 20,000 messages", ...pages, bound: { most: 1.5, of: { size: "20,000 messages" } } },
  {
    text: "another machine over Redis adds ≤ 2 ms p99 at 5,000 messages/s",
    elsewhere: "needs several machines",
  },
  {
    text: "kill -9 at random moments, 1,000 times: 0 acked messages lost, 0 holes, serving again < 1 s",
    elsewhere: "a separate campaign tests it",
    command: "bun run campaign crash",
  },
];
