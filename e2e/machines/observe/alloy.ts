import { built } from "../programs/built";

export const alloyParser = (): Promise<string> => built("alloy");

/** The syntax errors that Alloy's own parser finds in a file; undefined if there are none. */
export async function faultIn(path: string): Promise<string | undefined> {
  const { exitCode, stdout } = Bun.spawnSync([await alloyParser(), path]);
  return exitCode === 0 ? undefined : stdout.toString();
}
