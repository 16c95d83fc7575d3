import { existsSync, statfsSync, statSync } from "node:fs";

import * as accounts from "../../../db/accounts/open";
import { files } from "../../../db/files/files";
import { history } from "../../../db/history/history";
import { filesIn } from "../../../db/history/sqlite/journal";
import { env } from "../../env";
import { accountsWrites } from "../../measures";
import { failed, took } from "./history";
import { counter, gauge, only, ObservedHistogram, tallySamples } from "./kinds";

// The stores: availability, latency, and free disk space.

export const storeMetrics = () => [
  gauge({ name: "potato_store_up", help: "Whether the store can be read now", labelNames: ["store"] }, () => [
    [{ store: "accounts" }, accounts.isReadable() ? 1 : 0],
    [{ store: "history" }, history.isReadable() ? 1 : 0],
    [{ store: "files" }, files.isReadable() ? 1 : 0],
  ]),
  new ObservedHistogram(
    {
      name: "potato_history_seconds",
      help: "How long history takes to append a batch, to answer what is asked, or to move cursors",
      labelNames: ["what"],
    },
    () => Object.entries(took).map(([what, spread]) => [{ what }, spread]),
  ),
  counter(
    { name: "potato_history_errors_total", help: "What history failed to do", labelNames: ["what"] },
    () => tallySamples(failed, "what"),
  ),
  new ObservedHistogram(
    { name: "potato_accounts_write_seconds", help: "How long a write to accounts takes" },
    () => [[{}, accountsWrites]],
  ),
  gauge({ name: "potato_disk_bytes", help: "The disk that DATA_DIR is on" }, () => only(disk().bytes)),
  gauge({ name: "potato_disk_free_bytes", help: "What is left of it for us" }, () => only(disk().free)),
  ...(env.MONGO_URL ? [] : journal()),
];

const journal = () => [
  gauge(
    {
      name: "potato_journal_bytes",
      help: "Messages that have not been moved from the journal to their tables yet",
    },
    () => only(filesIn(env.DATA_DIR).reduce((sum, path) => sum + sizeOf(path), 0)),
  ),
];

// The file may have been moved a moment ago.
const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

function disk(): { bytes: number; free: number } {
  const { blocks, bavail, bsize } = statfsSync(env.DATA_DIR);
  return { bytes: blocks * bsize, free: bavail * bsize };
}
