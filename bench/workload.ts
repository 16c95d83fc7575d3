import type { Measured } from "./figures";
import type { Runner } from "./runner";

/** One measurement of a server. It starts in the state in which the workload before it left the runner. */
export interface Workload {
  name: string;
  title: string;
  /** Leaves the runner as it was, so that a measurement that the host has disturbed can be repeated. */
  isRepeatable?: boolean;
  run(runner: Runner): Promise<Measured[]>;
}
