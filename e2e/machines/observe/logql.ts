import { built } from "../programs/built";

/** Lines of one stream, each with its time in ns. */
export type Stream = { labels: Record<string, string>; lines: [ns: string, line: string][] };

/**
 * LogQL's own engine, from Loki 1.6.1: the newest version with a licence that we allow (Apache 2.0). The queries that our
 * documents give mean the same in the Loki 3 of compose.yml.
 */
export const logql = (): Promise<string> => built("logql");

/** The lines that a query selects from these streams, oldest first. */
export async function select(streams: Stream[], query: string): Promise<Stream[]> {
  const { exitCode, stdout, stderr } = Bun.spawnSync([await logql(), query], {
    stdin: Buffer.from(JSON.stringify(streams)),
  });
  if (exitCode !== 0) throw new Error(`${query}: ${stderr.toString()}`);
  return JSON.parse(stdout.toString()) as Stream[];
}
