import { join } from "node:path";

import type { Person } from "../../generator/dialect";
import type { Crowd, Peer } from "../peer";
import { onBun } from "../programs";

const root = join(import.meta.dir, "../../..");

/**
 * Our server as people run it, with its limits on. Limits count by user, and before sign-in by address. The generator is a
 * trusted proxy, so that it can give each person a separate address in X-Forwarded-For.
 */
export const ours: Peer = {
  name: "ours",
  title: "Potato Chat: signed in, members only, stored and fsynced before the ack",
  doesNot: [],
  needs: [],
  dialect: "ours",
  prepare,
  command: () => onBun(join(root, "src/main.ts")),
  env: { NODE_ENV: "production", TRUST_PROXY: "127.0.0.0/8" },
};

async function prepare(dir: string, { people, roomSizes, messages = 0 }: Crowd): Promise<Person[]> {
  const out = join(dir, "people.ndjson");
  const words = [
    "--users",
    String(people),
    "--room-size",
    roomSizes.join(","),
    "--messages",
    String(messages),
    "--out",
    out,
  ];
  const seeding = Bun.spawn([...onBun(join(root, "db/seed.ts")), ...words], {
    env: { ...process.env, DATA_DIR: dir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if ((await seeding.exited) !== 0) throw new Error("Seeding the store failed.");
  const lines = (await Bun.file(out).text()).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Person);
}
