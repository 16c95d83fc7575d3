// The tables of docs/protocol.md, from the schemas that the server validates with and the API documents made from them.
import { createApp } from "../../src/app";
import { readEnv, useEnv } from "../../src/env";
import { statusOf } from "../../src/errors";
import { log } from "../../src/log";
import { describeFrames } from "../../src/ops/asyncapi";
import { meanings } from "../../src/ops/document";
import { clientFrames, serverFrames } from "../../src/protocol/frames";
import { codes } from "../../src/protocol/problem";
import { rules } from "../../src/protocol/text";
import { callTable, type OpenApi } from "./calls";
import { type AsyncApi, clientTable, closeTable, serverTable } from "./frames";
import { limitTable } from "./limits";
import { code, lines, table } from "./markdown";
import { fieldsOf } from "./shapes";

export type Sources = {
  clientFrames: typeof clientFrames;
  serverFrames: typeof serverFrames;
  asyncapi: AsyncApi;
  openapi: OpenApi;
};

/** The documents as the app serves them. Opens no store. */
export async function readSources(): Promise<Sources> {
  useEnv(readEnv({}));
  log.level = "silent";
  const answer = await createApp().handle(new Request("http://localhost/swagger/json"));
  if (!answer.ok) throw new Error(`/swagger/json answered ${answer.status}`);
  const openapi = (await answer.json()) as OpenApi;
  return { clientFrames, serverFrames, asyncapi: describeFrames() as AsyncApi, openapi };
}

/** The tables by the name in their markers. */
export function tablesOf(sources: Sources): Record<string, string> {
  const { asyncapi, openapi } = sources;
  return {
    calls: callTable(openapi),
    "client frames": clientTable(sources.clientFrames, asyncapi),
    "server frames": serverTable(sources.serverFrames, asyncapi),
    "close codes": closeTable(asyncapi),
    errors: table(
      ["code", "status", "meaning"],
      codes.map((name) => [code(name), String(statusOf[name]), meanings[name]]),
    ),
    limits: limitTable(),
    shapes: table(
      ["shape", "fields"],
      Object.entries({ ...openapi.components.schemas, ...asyncapi.components.schemas }).map(
        ([name, schema]) => [`**${name}**`, lines(fieldsOf(schema))],
      ),
    ),
    texts: table(
      ["text", "rule"],
      Object.entries(rules).map(([name, { says }]) => [name, says]),
    ),
  };
}
