import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";

import * as accounts from "../../db/accounts/open";
import { files } from "../../db/files/files";
import { history } from "../../db/history/history";
import { version } from "../../package.json";
import { env } from "../env";

let draining = false;
/** Whether /ready reports this machine as draining. */
export const setDraining = (isDraining = true) => void (draining = isDraining);
export const isDraining = (): boolean => draining;

const State = Type.Object({ ok: Type.Boolean() });
const Ready = Type.Object({
  ready: Type.Boolean(),
  draining: Type.Boolean(),
  stores: Type.Object({ accounts: State, history: State, files: State }),
});

export const healthRoutes = new Elysia({ tags: ["operations"] })
  .get("/health", () => ({ alive: true, machine: env.MACHINE, version }), {
    response: { 200: Type.Object({ alive: Type.Boolean(), machine: Type.String(), version: Type.String() }) },
    detail: {
      operationId: "getHealth",
      summary: "Whether the process is alive; checks no store",
      security: [],
    },
  })
  .get(
    "/ready",
    ({ set }) => {
      const stores = {
        accounts: { ok: accounts.isReadable() },
        history: { ok: history.isReadable() },
        files: { ok: files.isReadable() },
      };
      const ready = stores.accounts.ok && !draining;
      if (!ready) {
        set.status = 503;
        set.headers["retry-after"] = "1";
      }
      return { ready, draining, stores };
    },
    {
      response: { 200: Ready, 503: { ...Ready, description: "Not now" } },
      detail: {
        operationId: "getReadiness",
        summary: "Whether this machine accepts clients, and each store's state",
        security: [],
      },
    },
  );
