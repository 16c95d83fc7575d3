import type { Incidents, Load, StreamResult, Talked } from "./generator/orders";
import type { Result } from "./result";

/** What of a result a workload says; the bench adds whose it is. */
export type Measured = Omit<Result, "workload" | "peer" | "pass">;

// Beyond these, what was measured is the generator or the host.
const LATE_MS = 2;
const LATE_SHARE = 0.25;
const STOLEN_PERCENT = 2;
const OTHERS_PERCENT = 10;
const MB = 1024 * 1024;

/** The figures of one stream of a talk, and why they count for nothing, if so. */
export function talked(size: string, result: Talked, name = "all"): Measured {
  const stream = result.streams[name]!;
  const { hearings, lasts, acks } = stream;
  const { load } = result;
  const deliveries = Object.values(result.streams).reduce((sum, { heard }) => sum + heard, 0);
  return {
    size,
    faults: faultsOf(stream, result),
    figures: {
      "p50 ms": hearings.p50,
      "p99 ms": hearings.p99,
      "max ms": hearings.max,
      "ack p99 ms": acks.p99,
      "last p50 ms": lasts.p50,
      "last max ms": lasts.max,
      "server MB": peakOf(load),
      "CPU µs a delivery": load.serverCpu / Math.max(deliveries, 1),
      lost: stream.lost,
      unacked: stream.said - stream.acked,
      doubled: stream.doubled,
      reordered: stream.reordered,
      ...validity(load),
      "generator late p99 ms": stream.delays.p99,
    },
    curve: hearings.curve,
  };
}

export function faultsOf(stream: StreamResult, { load, incidents, isUnordered }: Talked): string[] {
  const { lost, said, acked, doubled, reordered, delays, hearings } = stream;
  const late = delays.p99;
  return [
    lost > 0 && `${count(lost)} frames lost`,
    said > acked && `${count(said - acked)} messages not acknowledged`,
    doubled > 0 && `${count(doubled)} frames doubled`,
    reordered > 0 && !isUnordered && `${count(reordered)} frames out of order`,
    late > Math.max(LATE_MS, LATE_SHARE * hearings.p99) &&
      `the generator was ${late.toFixed(1)} ms late (p99)`,
    ...outside(load),
    ...happened(incidents),
  ].filter((fault) => fault !== false);
}

/** What took from the machine beside server and generator. */
export function outside({ stolen, others }: Load): string[] {
  return [
    ...(stolen > STOLEN_PERCENT ? [`the host took ${stolen.toFixed(1)} % of the machine`] : []),
    ...(others > OTHERS_PERCENT ? [`the host was busy with other things for ${others.toFixed(1)} %`] : []),
  ];
}

/** Of those who were to come. */
export const lacking = (howMany: number): string[] =>
  howMany > 0 ? [`${count(howMany)} did not get in`] : [];

export function happened({ closed, refused, strays, lastRefusal }: Incidents): string[] {
  const ends = Object.entries(closed).map(([code, times]) => `${count(times)} sockets ended: ${code}`);
  return [
    ...ends,
    ...(refused > 0 ? [`${count(refused)} messages refused: ${lastRefusal}`] : []),
    ...(strays > 0 ? [`${count(strays)} frames of rooms that were not theirs`] : []),
  ];
}

export const validity = (load: Load): Record<string, number> => ({
  "generator CPU %": load.generatorCpu / load.seconds / 10_000,
  "stolen %": load.stolen,
  "others %": load.others,
});

export const peakOf = (load: Load): number => Math.max(...load.memory.map(([, bytes]) => bytes)) / MB;

export const memoryOf = (load: Load): [number, number][] =>
  load.memory.map(([seconds, bytes]) => [seconds, bytes / MB]);

export const count = (howMany: number): string => howMany.toLocaleString("en");

export const people = (howMany: number): string => `${count(howMany)} people`;
