// The frames in both directions: their fields from the schemas, their channels and answers from the AsyncAPI document.
import type { TSchema } from "@sinclair/typebox";

import { share } from "../../src/ops/document";
import type { Schema, Schemas } from "../../src/ops/sample";
import { code, lines, table } from "./markdown";
import { fieldsOf } from "./shapes";

type Ref = { $ref: string };
type Frames = Record<string, TSchema>;
export type AsyncApi = {
  channels: Record<"socket" | "feed", { messages: Record<string, Ref> }> & {
    socket: { "x-close-codes": { code: number; meaning: string }[] };
  };
  operations: Record<string, { reply?: { messages: Ref[] } }>;
  components: { schemas: Schemas };
};

export function clientTable(frames: Frames, { operations }: AsyncApi): string {
  const answersOf = (type: string) =>
    (operations[type]?.reply?.messages ?? [])
      .map(({ $ref }) => $ref.slice($ref.lastIndexOf("/server.") + "/server.".length))
      .filter((answer) => answer !== "refused");
  return table(
    ["frame", "fields", "meaning", "answer"],
    Object.entries(frames).map((one) => [...described(one), answersOf(one[0]).map(code).join(", ")]),
  );
}

export function serverTable(frames: Frames, { channels }: AsyncApi): string {
  const channelsOf = (type: string) =>
    (["socket", "feed"] as const).filter((name) => `server.${type}` in channels[name].messages);
  return table(
    ["frame", "fields", "meaning", "on"],
    Object.entries(frames).map((one) => [...described(one), channelsOf(one[0]).join(", ")]),
  );
}

export const closeTable = ({ channels }: AsyncApi): string =>
  table(
    ["code", "meaning"],
    channels.socket["x-close-codes"].map((end) => [String(end.code), end.meaning]),
  );

function described([type, frame]: [string, TSchema]): string[] {
  const schema = share(frame, {}) as Schema;
  return [code(type), lines(fieldsOf(schema)), schema.description ?? ""];
}
