import { built } from "../programs/built";

export const alloyParser = (): Promise<string> => built("alloy");

/** What Alloy's own parser finds wrong with how this file is written; undefined where it finds nothing. */
export async function faultIn(path: string): Promise<string | undefined> {
  const { exitCode, stdout } = Bun.spawnSync([await alloyParser(), path]);
  return exitCode === 0 ? undefined : stdout.toString();
}
