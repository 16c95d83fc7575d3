import { uploads } from "./files/uploads";
import { kill } from "./history/kill";
import { pages } from "./history/pages";
import { reactions } from "./messages/changes/reactions";
import { everyoneIn1, everyoneIn30 } from "./messages/everyone";
import { roomOf1000, roomOf10000 } from "./messages/giant";
import { pushed, pushedOptions } from "./messages/pushed/pushed";
import { rateInRoomsOf10, rateInRoomsOf2 } from "./messages/rate";
import { roomsOf10, roomsOf100, roomsOf1000 } from "./messages/rooms";
import { soak } from "./messages/soak";
import { steady } from "./messages/steady";
import { trouble } from "./messages/trouble";
import { warmUp } from "./messages/warm";
import type { Crowd } from "./peers/peer";
import { cold } from "./people/cold";
import { idle } from "./people/idle";
import { ramp, rampIn2GB } from "./people/ramp";
import { storm } from "./people/storm";
import type { Options } from "./runner";
import type { Workload } from "./workload";

/** Workloads that run one after the other on the same server. */
export interface Scenario {
  /** Without a comma: `--scenarios` is comma-separated. */
  name: string;
  crowd: Crowd;
  options?: Options;
  workloads: Workload[];
  /** The peers to measure; all by default. */
  peers?: string[];
  /** How often each peer is measured; by default twice, the second time in reverse order. */
  passes?: number;
}

/** The peers that goals compare with. Only these are measured a second time, to keep the run within an hour. */
export const comparedPeers = ["ours", "raw", "durable"];

const inTens = (people: number): Crowd => ({ people, roomSizes: [10] });
// These scenarios send more per person than the limits allow.
const unlimited: Options = { env: { LIMITS: "off" } };

/** The whole bench: within an hour. */
export const whole: Scenario[] = [
  {
    name: "1000",
    crowd: inTens(1000),
    workloads: [ramp, warmUp, everyoneIn30(1000)],
    peers: [...comparedPeers, "spring"],
    passes: 1,
  },
  {
    name: "3000",
    crowd: inTens(3000),
    workloads: [ramp, warmUp, everyoneIn30(3000), everyoneIn1(3000)],
    peers: [...comparedPeers, "spring"],
    passes: 1,
  },
  {
    name: "10000",
    crowd: inTens(10_000),
    workloads: [ramp, idle, warmUp, everyoneIn30(10_000), everyoneIn1(10_000), steady],
  },
  { name: "cold 1000", crowd: inTens(1000), workloads: [cold] },
  { name: "cold 3000", crowd: inTens(3000), workloads: [cold] },
  {
    name: "giant",
    crowd: { people: 10_000, roomSizes: [10, 1000, 10_000] },
    workloads: [ramp, warmUp, roomOf1000, roomOf10000],
  },
  {
    name: "rooms",
    crowd: { people: 1000, roomSizes: [10, 100, 1000] },
    options: unlimited,
    workloads: [ramp, warmUp, roomsOf10, roomsOf100, roomsOf1000],
    peers: comparedPeers,
    passes: 1,
  },
  {
    name: "rate",
    crowd: { people: 1000, roomSizes: [2, 10] },
    options: unlimited,
    workloads: [ramp, warmUp, rateInRoomsOf2, rateInRoomsOf10],
  },
  {
    name: "2 GB",
    crowd: inTens(10_000),
    options: { memoryMB: 2048 },
    workloads: [rampIn2GB],
    peers: ["ours", "durable", "spring-default"],
    passes: 1,
  },
  { name: "storm", crowd: inTens(10_000), workloads: [ramp, storm], peers: ["ours"] },
  ...[20_000, 2_000_000].map((messages) => ({
    name: `pages of ${messages}`,
    crowd: { ...inTens(1000), messages },
    options: unlimited,
    workloads: [pages(messages)],
    peers: ["ours"],
  })),
  {
    name: "trouble",
    crowd: { people: 1000, roomSizes: [10, 200] },
    workloads: [trouble],
    peers: ["ours", "durable"],
    passes: 1,
  },
  {
    name: "reactions",
    crowd: { people: 10_000, roomSizes: [10, 10_000] },
    workloads: [ramp, reactions],
    peers: ["ours"],
    passes: 2,
  },
  {
    name: "pushed",
    crowd: { people: 10_000, roomSizes: [10, 10_000] },
    options: pushedOptions,
    workloads: [ramp, warmUp, pushed],
    peers: ["ours"],
    passes: 2,
  },
  {
    name: "uploads",
    crowd: inTens(5000),
    workloads: [ramp, uploads],
    peers: ["ours"],
    passes: 2,
  },
  {
    name: "kill",
    crowd: inTens(1000),
    options: unlimited,
    workloads: [kill],
    peers: ["ours", "durable", "acking-early"],
    passes: 1,
  },
  { name: "soak", crowd: inTens(10_000), workloads: [ramp, soak(10)], peers: ["ours"], passes: 1 },
];

/** Only ours and the two limits it is compared with, at 1,000 and 10,000 people: within four minutes. */
export const quick: Scenario[] = [
  {
    name: "1000",
    crowd: inTens(1000),
    workloads: [ramp, everyoneIn30(1000)],
    peers: comparedPeers,
    passes: 1,
  },
  {
    name: "10000",
    crowd: inTens(10_000),
    workloads: [ramp, everyoneIn1(10_000), steady],
    peers: comparedPeers,
    passes: 1,
  },
];
