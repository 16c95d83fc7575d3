import type { Measured } from "./figures";
import type { Stage } from "./stage";

/** Something that a server is put through, on a stage as the one before left it. */
export interface Workload {
  name: string;
  title: string;
  run(stage: Stage): Promise<Measured[]>;
}
