import type { Measured } from "./figures";
import type { Runner } from "./runner";
import type { Workload } from "./workload";

const AT_MOST = 2;

/** Forwards, then backwards: whatever the machine does meanwhile, it does to all. */
export const passesOf = <T>(all: T[], howMany = 2): T[][] =>
  Array.from({ length: howMany }, (_, nth) => (nth % 2 === 0 ? all : all.toReversed()));

/** What a workload comes to. What only the host or the generator has spoiled is measured once more, where that can be done. */
export async function measure(
  workload: Workload,
  runner: Runner,
  tell: (what: string) => void,
): Promise<Measured[]> {
  for (let time = 1; ; time++) {
    const all = await workload.run(runner);
    if (!workload.isRepeatable || time === AT_MOST || !all.some(isSpoiled)) return all;
    tell(`${workload.name}: ${all.flatMap(({ faults }) => faults).join(", ")}; again`);
  }
}

/** By nobody but the machine that measures. */
export const isOutside = (fault: string): boolean => /^the (generator|host)\b/.test(fault);

const isSpoiled = ({ faults }: Measured): boolean => faults.length > 0 && faults.every(isOutside);
