import type { Stored } from "../../../../db/history/history";
import { EVERYONE } from "../../../protocol/mentions";
import type { RoomWithMembers } from "../../../rooms/service";
import * as users from "../../../users/service";

// What a device is sent (docs/protocol.md). Encrypted for the device; the push service sees its length, and a topic.

/** In code points. */
const EXCERPT = 200;
// In bytes: what all push services take is 4,096, encrypted.
const MOST = 3000;
const MENTION = /<@(all|[0-9a-f-]{36})>/g;

type Held = "image" | "video" | "file" | "voice";
export type MessagePayload = {
  type: "message";
  roomId: string;
  seq: number;
  at: number;
  kind: "direct" | "group" | "self";
  room?: string;
  from?: string;
  text?: string;
  has?: Held;
  isMention: boolean;
  count: number;
  unread: number;
};

/** The part that is the same for everyone; computed once a message. */
export type SharedPart = Pick<MessagePayload, "roomId" | "seq" | "at" | "kind"> & { shown: ShownPart };
type ShownPart = Pick<MessagePayload, "room" | "from" | "text" | "has">;
type OwnPart = Pick<MessagePayload, "isMention" | "count" | "unread"> & { hideContents: boolean };

export function sharedPart({ room }: RoomWithMembers, message: Stored): SharedPart {
  const { roomId, seq, at, authorId, text } = message;
  const [author] = users.named([authorId]);
  const has = heldBy(message);
  const shown = {
    ...(room.title !== null && { room: room.title }),
    ...(author && { from: author.nickname }),
    ...(text !== "" && { text: excerptOf(text) }),
    ...(has && { has }),
  };
  return { roomId, seq, at, kind: kindOf(room), shown };
}

export function payloadFor({ shown, ...shared }: SharedPart, { hideContents, ...own }: OwnPart): string {
  const base = { type: "message" as const, ...shared };
  const whole = JSON.stringify({ ...base, ...(hideContents ? {} : shown), ...own } satisfies MessagePayload);
  return Buffer.byteLength(whole) <= MOST ? whole : JSON.stringify({ ...base, ...own });
}

export const readPayload = (roomId: string, seq: number): string =>
  JSON.stringify({ type: "read", roomId, seq });

/** One topic a room: a push service keeps the newest for a device that is away. At most 32 characters. */
export const topicOf = (roomId: string): string =>
  new Bun.CryptoHasher("sha256").update(roomId).digest("base64url").slice(0, 32);

function kindOf({ kind, pair }: RoomWithMembers["room"]): MessagePayload["kind"] {
  return kind === "direct" && pair !== null && !pair.includes(" ") ? "self" : kind;
}

function heldBy({ attachments: [first] }: Stored): Held | undefined {
  if (!first) return undefined;
  if (first.waveform !== undefined) return "voice";
  const [, kind] = /^(image|video)\//.exec(first.mediaType) ?? [];
  return (kind as Held | undefined) ?? "file";
}

/** With names instead of mentions, and without the marks of Markdown. */
function excerptOf(text: string): string {
  // Enough of it, so that a long one costs no more.
  const start = text.slice(0, EXCERPT * 60);
  const ids = [...start.matchAll(MENTION)].map(([, id]) => id!);
  const names = new Map(users.named(new Set(ids)).map(({ id, nickname }) => [id, nickname]));
  const named = start.replaceAll(
    MENTION,
    (_, id: string) => `@${id === EVERYONE ? id : (names.get(id) ?? "?")}`,
  );
  const plain = named
    .replaceAll(/^```\w*\n?|^> ?/gm, "")
    .replaceAll(/(\*\*|~~|`)(?=\S)(.+?)(?<=\S)\1/g, "$2");
  return Array.from(plain.slice(0, EXCERPT * 2))
    .slice(0, EXCERPT)
    .join("");
}
