import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { ValueError } from "@sinclair/typebox/errors";

import type { Subscriber } from "../bus/local";
import { allows } from "../capacity/limits";
import { MAX_STRUCTURE_OF_A_FRAME, parseJson } from "../door/bounds/json";
import { Refused } from "../errors";
import * as measures from "../measures";
import * as messages from "../messages/service";
import { type ClientFrame, clientFrames, type ServerFrame } from "../protocol/frames";
import { BROKEN, isBroken } from "../protocol/text";
import * as reading from "../reading/service";

/** The socket that a frame came from. */
type Sender = Subscriber & {
  send: (frame: ServerFrame) => void;
  /** Like `send`, but leaves together with what is published in the same turn. */
  ack: (frame: ServerFrame) => void;
};
type Unreadable = { type: null; refused: Refused; ref: string | null; roomId?: string };
export type Read = ClientFrame | Unreadable;
export type SendFrame = Extract<ClientFrame, { type: "message.send" }>;
type Refusal = Extract<ServerFrame, { type: "refused" }>;
type OtherFrame = Exclude<ClientFrame, SendFrame | { type: "renew" }>;

const checks = new Map(
  Object.entries(clientFrames).map(([type, schema]) => [type, TypeCompiler.Compile(schema)]),
);

/** Whether the user exceeds the limits of frames and bytes. Checked before parsing: parsing is what a flood costs. */
export const isFlood = (userId: string, size: number): boolean =>
  !allows("frames", userId) || !allows("frameSizes", userId, size);

/** Parses and validates one frame. A refusal repeats none of its values except its ids. */
export function read(data: string | Buffer): Read {
  const frame = recognised(data);
  measures.frames.add(frame.type ?? "unreadable");
  return frame;
}

function recognised(data: string | Buffer): Read {
  if (typeof data !== "string") return { type: null, refused: new Refused("invalid"), ref: null };
  const frame = parse(data);
  const type = frame?.["type"];
  const check = typeof type === "string" ? checks.get(type) : undefined;
  if (!frame || !check) return { type: null, refused: new Refused("invalid"), ref: null };
  if (check.Check(frame)) return frame;
  const refused = new Refused("invalid", { detail: faultIn(check.Errors(frame).First()) });
  return { type: null, refused, ...namesOf(frame) };
}

/** Names the field. Its value is not repeated. */
function faultIn(error: ValueError | undefined): string | undefined {
  const field = error?.path.slice(1).split("/")[0];
  if (!field) return undefined;
  return isBroken(error?.value) ? `${field} ${BROKEN}` : `${field} is not as described`;
}

/** Submits a message; the next frame does not wait until it is stored. */
export const submit = (sender: Sender, frame: SendFrame) =>
  messages.submit(sender.userId, frame, ({ roomId, clientId, seq, at }) =>
    sender.ack({ type: "message.sent", roomId, clientId, seq, at }),
  );

/** Executes any frame but messages and renewals. A frame type without a case does not compile. */
export async function obey(sender: Sender, frame: OtherFrame): Promise<void> {
  const { userId } = sender;
  switch (frame.type) {
    case "read":
      return reading.read(userId, frame.roomId, frame.seq);
    case "watch":
      return reading.watch(sender, frame.roomId);
    case "typing":
      return reading.type(userId, frame.roomId);
    case "ping":
      return sender.send(frame.n === undefined ? { type: "pong" } : { type: "pong", n: frame.n });
    case "hello":
      throw new Refused("invalid", { detail: "Already signed in." });
    default:
      frame satisfies never;
  }
}

export function refusal(frame: Read, { code, details }: Refused): Refusal {
  const { ref, roomId } = frame.type === null ? frame : namesOf(frame);
  const { detail, retryAfterMs } = details;
  measures.refuse("frame", code);
  return { type: "refused", ref, roomId, code, detail: detail ?? details.errors?.[0]?.message, retryAfterMs };
}

/** What identifies the frame to its sender: its clientId, else its type; and its room. */
function namesOf(frame: Record<string, unknown>): { ref: string; roomId?: string } {
  const { type, clientId, roomId } = frame;
  const ref = clientIds.Check(clientId) ? clientId : String(type);
  return { ref, ...(typeof roomId === "string" && roomId.length <= 36 && { roomId }) };
}

const clientIds = TypeCompiler.Compile(clientFrames["message.send"].properties.clientId);

function parse(text: string): Record<string, unknown> | null {
  try {
    const value = parseJson(text, MAX_STRUCTURE_OF_A_FRAME);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
