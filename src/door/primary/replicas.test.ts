import { afterEach, beforeEach, expect, test } from "bun:test";

import { readEnv, useEnv } from "../../env";
import * as replicas from "./replicas";

// Without LiteFS this machine is the primary, and still receives the replicas' reports.

const position = (n: number, sum = 7) => [n, sum].map((one) => one.toString(16).padStart(16, "0")).join("/");
const [ONE, TWO] = ["http://one.internal:3000", "http://two.internal:3000"];
const after = (ACK_REPLICAS: string) =>
  useEnv(readEnv({ ACK_REPLICAS, LITEFS_DIR: "/litefs", ADVERTISE_URL: ONE, SINGLE: "1" }));
const isStill = (waiting: Promise<void>): Promise<boolean> =>
  Promise.race([waiting.then(() => false), Bun.sleep(0).then(() => true)]);

let stop: () => void;
beforeEach(() => void (stop = replicas.start()));
afterEach(() => stop());

test("with ACK_REPLICAS=1 what nobody else has is not answered with a yes", async () => {
  after("1");
  expect(await replicas.have(position(3)).catch(({ code }) => code)).toBe("read-only");
  replicas.receive(TWO, position(2));
  replicas.receive(TWO, position(3, 8));
  const waiting = replicas.have(position(3));
  expect(await isStill(waiting)).toBe(true);
  replicas.receive(TWO, position(3));
  await waiting;
});

test("all that are in touch must have it, and who falls silent is waited for no longer", async () => {
  after("1");
  replicas.receive(ONE, position(4));
  replicas.receive(TWO, position(3));
  const waiting = replicas.have(position(4));
  expect(await isStill(waiting)).toBe(true);
  // One replica continues to report, the other stops.
  const beat = setInterval(() => replicas.receive(ONE, position(4)), 100);
  await waiting;
  clearInterval(beat);
});

test("without ACK_REPLICAS nobody is waited for", async () => {
  after("0");
  replicas.receive(TWO, position(4));
  await replicas.have(position(5));
});

test("what needs no replica waits for those that are in touch, and is never refused", async () => {
  after("1");
  await replicas.inTouchHave(position(3));
  replicas.receive(TWO, position(2));
  const waiting = replicas.inTouchHave(position(3));
  expect(await isStill(waiting)).toBe(true);
  replicas.receive(TWO, position(3));
  await waiting;
  // TWO stops reporting, and is no longer waited for.
  await replicas.inTouchHave(position(4));
});
