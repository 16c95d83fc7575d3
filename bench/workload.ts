import type { Measured } from "./figures";
import type { Stage } from "./stage";

/** Something that a server is put through, on a stage as the one before left it. */
export interface Workload {
  name: string;
  title: string;
  /** Leaves the stage as it was: what the host has spoiled can be measured once more. */
  isRepeatable?: boolean;
  run(stage: Stage): Promise<Measured[]>;
}
