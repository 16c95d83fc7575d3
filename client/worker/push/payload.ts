// What a push says, as docs/protocol.md has it.

export interface MessagePush {
  type: "message";
  roomId: string;
  seq: number;
  at: number;
  kind: "direct" | "group" | "self";
  /** Where contents are hidden, these four are missing. */
  room?: string | undefined;
  from?: string | undefined;
  text?: string | undefined;
  has?: "image" | "video" | "file" | "voice" | undefined;
  isMention: boolean;
  /** How many messages of its room the notification stands for. */
  count: number;
  total?: number | undefined;
}

/** Read up to here on another device. */
export interface ReadPush {
  type: "read";
  roomId: string;
  seq: number;
  total?: number | undefined;
}

export type ReceivedPush = MessagePush | ReadPush | { type: "test"; at: number };

const kinds = ["direct", "group", "self"] as const;
const attached = ["image", "video", "file", "voice"] as const;

/** Undefined for what this worker does not know: a newer server may send more. */
export function pushOf(data: unknown): ReceivedPush | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { type, roomId, seq, at, total, ...rest } = data as Record<string, unknown>;
  if (type === "test") return { type, at: countOf(at) ?? Date.now() };
  if (typeof roomId !== "string" || countOf(seq) === undefined) return undefined;
  const place = { roomId, seq: seq as number, total: countOf(total) };
  if (type === "read") return { type, ...place };
  if (type !== "message") return undefined;
  return {
    type,
    ...place,
    at: countOf(at) ?? Date.now(),
    kind: kinds.find((kind) => kind === rest["kind"]) ?? "group",
    room: textOf(rest["room"]),
    from: textOf(rest["from"]),
    text: textOf(rest["text"]),
    has: attached.find((one) => one === rest["has"]),
    isMention: rest["isMention"] === true,
    count: Math.max(1, countOf(rest["count"]) ?? 1),
  };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const countOf = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
