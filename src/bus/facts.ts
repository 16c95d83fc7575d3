import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";

import { dropped } from "../measures";
import { serverFrames } from "../protocol/frames";
import { MOST_FOR_EVERYONE } from "../protocol/mentions";
import type { Message } from "../protocol/message";
import { Id, Seq } from "../protocol/text";

/**
 * What machines send each other. A fact is one line of JSON. For a message, the frame follows after a tab, as the very text
 * that sockets get, so that nobody encodes it twice. Everything received is checked by schema; what fits none is counted and
 * dropped, and never throws. Fields that a newer version adds are ignored and must be optional. A type that this version
 * does not know is dropped, too.
 */
const fact = <Name extends string, Fields extends Record<string, TSchema>>(type: Name, fields: Fields) =>
  Type.Object({ type: Type.Literal(type), ...fields });

// A machine's id, which changes with each start.
const Start = Type.String({ minLength: 1, maxLength: 64 });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const People = Type.Array(Id);
const Emoji = Type.String({ minLength: 1, maxLength: 40 });

/** Published to a room, on the room's channel. */
const ofRooms = {
  /** A stored message whose frame is the same for everyone in the room. */
  message: fact("message", { ordinal: Count }),
  /** A stored message that members may see differently: each machine reads it from history. */
  private: fact("private", { seq: Seq }),
  read: fact("read", { seq: Seq, userId: Id }),
  /** The room has come to this rev. What was changed, each machine reads from history. */
  changes: fact("changes", { rev: Seq }),
  /** All of someone's reactions to a message. */
  reaction: fact("reaction", { userId: Id, seq: Seq, rev: Seq, emojis: Type.Array(Emoji, { maxItems: 20 }) }),
  /** By an edit, whom the message did not mention before. */
  mentioned: fact("mentioned", {
    seq: Seq,
    byId: Id,
    userIds: Type.Array(Id, { maxItems: MOST_FOR_EVERYONE }),
  }),
  typing: fact("typing", { userId: Id }),
};

/** Broadcast to every machine. */
const ofMachines = {
  /** The heartbeat, once a second, with the machines that this one receives from. */
  beat: fact("beat", { heard: Type.Array(Start) }),
  /** Accounts have changed. */
  changed: fact("changed", {}),
  /** Who has come online on a machine and who has gone since its previous, by number. */
  presence: fact("presence", { of: Start, n: Count, came: People, went: People }),
  /** Asks a machine for all of its people. */
  "presence.ask": fact("presence.ask", { of: Start }),
  /** All people of a machine, as of this number. */
  "presence.all": fact("presence.all", { of: Start, n: Count, people: People }),
  /** Asks who has these rooms on screen; answered by every machine. */
  "screens.ask": fact("screens.ask", { of: Start, n: Count, roomIds: People }),
  screens: fact("screens", {
    of: Start,
    n: Count,
    on: Type.Array(Type.Object({ roomId: Id, userIds: People })),
  }),
  /** A machine stops. */
  "presence.bye": fact("presence.bye", { of: Start }),
};

type Of<Shapes extends Record<string, TSchema>> = {
  [Name in keyof Shapes]: Static<Shapes[Name]>;
}[keyof Shapes];
type Framed = Static<typeof ofRooms.message> & {
  /** `message.new`, encoded. */
  text: string;
};
export type RoomFact = Exclude<Of<typeof ofRooms>, { type: "message" }> | Framed;
export type MachineFact = Of<typeof ofMachines>;
/** As received: the frame is parsed, too. */
export type ReceivedFact = Exclude<RoomFact, Framed> | (Framed & { message: Message });

const compiled = (shapes: Record<string, TSchema>) =>
  new Map(Object.entries(shapes).map(([type, shape]) => [type, TypeCompiler.Compile(shape)]));
type Checks = ReturnType<typeof compiled>;
const [roomChecks, machineChecks] = [compiled(ofRooms), compiled(ofMachines)];
const frames = TypeCompiler.Compile(serverFrames["message.new"]);

const TAB = "\t";

export function encode(sent: RoomFact | MachineFact): string {
  if (sent.type !== "message") return JSON.stringify(sent);
  const { type, ordinal, text } = sent;
  return JSON.stringify({ type, ordinal }) + TAB + text;
}

/** Undefined where it is no valid fact, which is counted. */
export function readOfRoom(roomId: string, line: string): ReceivedFact | undefined {
  const end = line.indexOf(TAB);
  const head = read(roomChecks, end < 0 ? line : line.slice(0, end)) as Of<typeof ofRooms> | undefined;
  if (head?.type !== "message") return head;
  const text = line.slice(end + 1);
  const frame = parsed(text);
  // A message must come on the channel of its own room.
  if (end < 0 || !frames.Check(frame) || frame.message.roomId !== roomId) return drop("malformed");
  return { ...head, text, message: frame.message };
}

/** The same for broadcasts. */
export const readOfMachine = (line: string): MachineFact | undefined =>
  read(machineChecks, line) as MachineFact | undefined;

function read(checks: Checks, text: string): unknown {
  const value = parsed(text) as { type?: unknown } | null | undefined;
  if (typeof value?.type !== "string") return drop("malformed");
  const check = checks.get(value.type);
  if (!check) return drop("unknown");
  return check.Check(value) ? value : drop("malformed");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function drop(reason: "malformed" | "unknown"): undefined {
  dropped.add(reason);
}
