import type { Measured } from "./figures";
import type { Runner } from "./runner";
import type { Workload } from "./workload";

const MAX_ATTEMPTS = 2;

/** In order, then in reverse order, so that slow changes of the machine affect all alike. */
export const passesOf = <T>(all: T[], passes = 2): T[][] =>
  Array.from({ length: passes }, (_, nth) => (nth % 2 === 0 ? all : all.toReversed()));

/** Runs a workload. If all its faults come from the host or the generator and it is repeatable, it runs once more. */
export async function measure(
  workload: Workload,
  runner: Runner,
  log: (what: string) => void,
): Promise<Measured[]> {
  for (let attempt = 1; ; attempt++) {
    const all = await workload.run(runner);
    if (!workload.isRepeatable || attempt === MAX_ATTEMPTS || !all.some(isSpoiled)) return all;
    log(`${workload.name}: ${all.flatMap(({ faults }) => faults).join(", ")}; again`);
  }
}

/** A fault of the generator or the host, not of the server. */
export const isMeasurementFault = (fault: string): boolean => /^the (generator|host)\b/.test(fault);

const isSpoiled = ({ faults }: Measured): boolean => faults.length > 0 && faults.every(isMeasurementFault);
