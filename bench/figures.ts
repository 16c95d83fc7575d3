import type { Incidents, Load, StreamResult, TalkResult } from "./generator/orders";
import type { Result } from "./result";

/** The part of a result that a workload returns. The bench adds the workload, the peer and the pass. */
export type Measured = Omit<Result, "workload" | "peer" | "pass">;

// Above these, the figures show the generator or the host instead of the server.
const LATE_MS = 2;
const LATE_SHARE = 0.25;
const STOLEN_PERCENT = 2;
const OTHERS_PERCENT = 10;
const MB = 1024 * 1024;

/** The figures of one stream of a talk, and its faults. */
export function measuredFrom(size: string, result: TalkResult, name = "all"): Measured {
  const stream = result.streams[name]!;
  const { deliveryTimes, completionTimes, ackTimes } = stream;
  const { load } = result;
  const deliveries = Object.values(result.streams).reduce((sum, { delivered }) => sum + delivered, 0);
  return {
    size,
    faults: faultsOf(stream, result),
    figures: {
      "p50 ms": deliveryTimes.p50,
      "p99 ms": deliveryTimes.p99,
      "max ms": deliveryTimes.max,
      "ack p99 ms": ackTimes.p99,
      "last p50 ms": completionTimes.p50,
      "last max ms": completionTimes.max,
      "server MB": peakMB(load),
      "CPU µs a delivery": load.serverCpu / Math.max(deliveries, 1),
      lost: stream.lost,
      unacked: stream.sent - stream.acked,
      doubled: stream.doubled,
      reordered: stream.reordered,
      ...validityFigures(load),
      "generator late p99 ms": stream.sendDelays.p99,
    },
    curve: deliveryTimes.curve,
  };
}

export function faultsOf(stream: StreamResult, { load, incidents, isUnordered }: TalkResult): string[] {
  const { lost, sent, acked, doubled, reordered, sendDelays, deliveryTimes } = stream;
  const late = sendDelays.p99;
  return [
    lost > 0 && `${count(lost)} frames lost`,
    sent > acked && `${count(sent - acked)} messages not acknowledged`,
    doubled > 0 && `${count(doubled)} frames doubled`,
    reordered > 0 && !isUnordered && `${count(reordered)} frames out of order`,
    late > Math.max(LATE_MS, LATE_SHARE * deliveryTimes.p99) &&
      `the generator was ${late.toFixed(1)} ms late (p99)`,
    ...hostFaults(load),
    ...incidentFaults(incidents),
  ].filter((fault) => fault !== false);
}

/** Faults because the host or other processes used the CPU. */
export function hostFaults({ stolen, others }: Load): string[] {
  return [
    ...(stolen > STOLEN_PERCENT ? [`the host took ${stolen.toFixed(1)} % of the machine`] : []),
    ...(others > OTHERS_PERCENT ? [`the host was busy with other things for ${others.toFixed(1)} %`] : []),
  ];
}

/** A fault if people could not connect. */
export const notConnected = (howMany: number): string[] =>
  howMany > 0 ? [`${count(howMany)} did not get in`] : [];

export function incidentFaults({ closed, refused, strays, lastRefusal }: Incidents): string[] {
  const ends = Object.entries(closed).map(([code, times]) => `${count(times)} sockets ended: ${code}`);
  return [
    ...ends,
    ...(refused > 0 ? [`${count(refused)} messages refused: ${lastRefusal}`] : []),
    ...(strays > 0 ? [`${count(strays)} frames of rooms that were not theirs`] : []),
  ];
}

export const validityFigures = (load: Load): Record<string, number> => ({
  "generator CPU %": load.generatorCpu / load.seconds / 10_000,
  "stolen %": load.stolen,
  "others %": load.others,
});

export const peakMB = (load: Load): number => Math.max(...load.memory.map(([, bytes]) => bytes)) / MB;

export const memorySeries = (load: Load): [number, number][] =>
  load.memory.map(([seconds, bytes]) => [seconds, bytes / MB]);

export const count = (howMany: number): string => howMany.toLocaleString("en");

export const people = (howMany: number): string => `${count(howMany)} people`;
