import { parentPort } from "node:worker_threads";

import type { NewMessage } from "../../db/history/history";
import { open } from "../../db/history/sqlite";

// The alternative: a separate thread that only commits.
const history = open(process.env["WRITER_DIR"] ?? "");

parentPort?.on("message", (entries: NewMessage[]) => {
  const started = performance.now();
  void history
    .append(entries)
    .then((answers) => parentPort?.postMessage({ answers, ms: performance.now() - started }));
});
