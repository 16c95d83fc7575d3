// `bun run machines`: two machines (`--machines 3`) behind a proxy, until Ctrl-C. `--demo` creates the demo's users.
// With ACCOUNTS=litefs accounts are replicated by LiteFS. `--prepare` only installs and builds all programs, so that later
// runs need not wait for them.
import { parseArgs } from "node:util";

import { gofakes3 } from "./files/s3";
import { litefs } from "./litefs/node";
import { alloyParser } from "./observe/alloy";
import { logql } from "./observe/logql";
import { prometheus } from "./observe/prometheus";
import { built } from "./programs/built";
import { missing } from "./programs/missing";
import { startRig, whyNoRig } from "./rig";
import { toxiproxyServer } from "./toxiproxy";

const { values } = parseArgs({
  options: {
    machines: { type: "string", default: "2" },
    demo: { type: "boolean", default: false },
    prepare: { type: "boolean", default: false },
  },
});
const count = Number(values.machines);
if (!(Number.isInteger(count) && count >= 1 && count <= 26)) throw new Error("--machines: 1 to 26");

const reason = await whyNoRig();
if (reason) console.error(reason);
else if (values.prepare) {
  const compose = () => built("compose");
  const other = await missing([toxiproxyServer, gofakes3, litefs, compose, prometheus, alloyParser, logql]);
  if (other) console.error(other);
}
if (reason || values.prepare) process.exit(reason && !values.prepare ? 1 : 0);
const begun = performance.now();
const rig = await startRig({ machines: count, isDemo: values.demo });
const places = [
  ["proxy", rig.url],
  ...rig.machines.map(({ name, url, pid }) => [`machine ${name}`, `${url}  (pid ${pid})`]),
  ["redis", rig.redis.url],
  ["mongo", rig.mongo.url],
  ["data", rig.dir],
];
for (const [what = "", where] of places) console.log(`${what.padEnd(10)} ${where}`);
console.log(`up in ${Math.round(performance.now() - begun)} ms; Ctrl-C ends it all`);

const end = () => void rig.close().then(() => process.exit(0));
process.once("SIGINT", end);
process.once("SIGTERM", end);
