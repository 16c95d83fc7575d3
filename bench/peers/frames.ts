import type { ServerFrame } from "../../src/protocol/frames";

// What the peers on Bun say: our own frames, byte for byte, so that all carry the same load. Frames that come in are
// believed.

/** As our own socket has them. */
export const limits = {
  maxPayloadLength: 64 * 1024,
  backpressureLimit: 128 * 1024,
  closeOnBackpressureLimit: true,
  idleTimeout: 60,
  sendPings: true,
  perMessageDeflate: false,
};

export interface Hello {
  type: "hello";
  token: string;
  rooms: string[];
}

export interface Send {
  type: "message.send";
  roomId: string;
  clientId: string;
  text: string;
}

/** What is known of a message once it has its place. */
export interface Said extends Omit<Send, "type"> {
  seq: number;
  authorId: string;
  at: number;
  /** How many have yet to read it. */
  unread: number;
}

export function welcome({ token: userId, rooms }: Hello, heads: Map<string, number>): string {
  const standings = rooms.map((roomId): [string, number, number, number] => {
    const head = heads.get(roomId) ?? 0;
    return [roomId, head, head, 0];
  });
  return encode({
    type: "welcome",
    userId,
    machine: "peer",
    version: "0",
    now: Date.now(),
    rooms: standings,
  });
}

export const sent = ({ roomId, clientId, seq, at }: Said): string =>
  encode({ type: "message.sent", roomId, clientId, seq, at });

export const heard = ({ roomId, seq, clientId, authorId, text, at, unread }: Said): string =>
  encode({
    type: "message.new",
    message: {
      roomId,
      seq,
      clientId,
      authorId,
      kind: "text",
      text,
      event: null,
      at,
      replyTo: null,
      mentions: [],
      attachments: [],
      reactions: [],
      editedAt: null,
      deletedAt: null,
      unread,
    },
  });

/** The room's next seq, which is then its head. */
export function next(heads: Map<string, number>, roomId: string): number {
  const seq = (heads.get(roomId) ?? 0) + 1;
  heads.set(roomId, seq);
  return seq;
}

/** What is said, in its place; its author has read it, of all `hearers`. */
export const placed = (
  heads: Map<string, number>,
  { roomId, clientId, text }: Omit<Send, "type">,
  { authorId, hearers }: { authorId: string; hearers: number },
): Said => ({
  roomId,
  clientId,
  text,
  seq: next(heads, roomId),
  authorId,
  at: Date.now(),
  unread: hearers - 1,
});

const encode = (frame: ServerFrame): string => JSON.stringify(frame);
