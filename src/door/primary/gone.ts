import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

import * as primary from "../../../db/accounts/primary";
import { env } from "../../env";
import { forbidden } from "../../errors";
import * as push from "../../push/service";
import { markFor } from "./mark";

/**
 * A push service says to any machine that a device has ended its subscription, and only the primary can remove it. Nothing
 * is kept where that fails: the next message to the device is answered alike.
 */
export const PATH = "/internal/gone";
// An endpoint and a key, with room to spare.
export const MAX_BYTES = 4096;

const PATIENCE_MS = 5000;

const Gone = Type.Object({ endpoint: Type.String(), auth: Type.String() });

export async function removeAtPrimary(gone: push.GoneSubscription): Promise<void> {
  const url = primary.url();
  if (!url) throw primary.readOnly();
  const body = JSON.stringify(gone);
  const asked = { method: "POST", path: PATH, body: Buffer.from(body) };
  const headers = [markFor(asked, { from: env.ADVERTISE_URL ?? "" })];
  const signal = AbortSignal.any([primary.leaderSignal(), AbortSignal.timeout(PATIENCE_MS)]);
  const answer = await fetch(url + PATH, { method: "POST", headers, body, signal });
  await answer.arrayBuffer();
  if (!answer.ok) throw primary.readOnly();
}

export function receive(body: string): void {
  const gone: unknown = JSON.parse(body);
  if (!Value.Check(Gone, gone)) throw forbidden();
  push.remove(gone);
}
