import { existsSync, statfsSync, statSync } from "node:fs";

import * as accounts from "../../../db/accounts/open";
import { files } from "../../../db/files/files";
import { history } from "../../../db/history/history";
import { filesIn } from "../../../db/history/sqlite/journal/journal";
import { env } from "../../env";
import * as measures from "../../measures";
import { failed, took } from "./history";
import { counter, gauge, only, ObservedHistogram, tallySamples } from "./kinds";

// The stores: availability, latency, free disk space, and what people upload.

export const storeMetrics = () => [
  gauge({ name: "potato_store_up", help: "Whether the store can be read", labelNames: ["store"] }, () => [
    [{ store: "accounts" }, accounts.isReadable() ? 1 : 0],
    [{ store: "history" }, history.isReadable() ? 1 : 0],
    [{ store: "files" }, files.isReadable() ? 1 : 0],
  ]),
  new ObservedHistogram(
    {
      name: "potato_history_seconds",
      help: "Time that the history takes to append a batch, answer a query or move cursors",
      labelNames: ["what"],
    },
    () => Object.entries(took).map(([what, spread]) => [{ what }, spread]),
  ),
  counter(
    { name: "potato_history_errors_total", help: "Failed operations of the history", labelNames: ["what"] },
    () => tallySamples(failed, "what"),
  ),
  new ObservedHistogram(
    { name: "potato_accounts_write_seconds", help: "Time of a write to accounts" },
    () => [[{}, measures.accountsWrites]],
  ),
  gauge({ name: "potato_disk_bytes", help: "Size of the disk that holds DATA_DIR" }, () =>
    only(disk().bytes),
  ),
  gauge({ name: "potato_disk_free_bytes", help: "Free space on the disk that holds DATA_DIR" }, () =>
    only(disk().free),
  ),
  ...uploads(),
  ...(env.MONGO_URL ? [] : journal()),
];

const uploads = () => [
  counter(
    {
      name: "potato_files_total",
      help: "Files that people sent and this machine stored, by kind",
      labelNames: ["kind"],
    },
    () => tallySamples(measures.filesMade, "kind"),
  ),
  counter(
    { name: "potato_upload_bytes_total", help: "Bytes of files that this machine received, whole or not" },
    () => only(measures.uploads.bytes),
  ),
  gauge({ name: "potato_uploads", help: "Requests that bring a part of a file now" }, () =>
    only(measures.uploads.underWay),
  ),
];

const journal = () => [
  gauge(
    {
      name: "potato_journal_bytes",
      help: "Messages that are still in the journal, not in their tables",
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
