import type { ServerFrame } from "../../src/protocol/frames";

// The frames of the peers on Bun: byte for byte our own, so that all carry the same load. Incoming frames are not checked.

/** The same as our own socket's. */
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

/** A message with its seq. */
export interface PeerMessage extends Omit<Send, "type"> {
  seq: number;
  authorId: string;
  at: number;
  /** How many members have not read it yet. */
  unread: number;
}

export function welcomeFrame({ token: userId, rooms }: Hello, heads: Map<string, number>): string {
  const standings = rooms.map((roomId): [string, number, number, number, number] => {
    const head = heads.get(roomId) ?? 0;
    return [roomId, head, head, 0, 0];
  });
  return encode({
    type: "welcome",
    userId,
    machine: "peer",
    version: "0",
    epoch: "",
    now: Date.now(),
    rooms: standings,
  });
}

export const ackFrame = ({ roomId, clientId, seq, at }: PeerMessage): string =>
  encode({ type: "message.sent", roomId, clientId, seq, at });

export const messageFrame = ({ roomId, seq, clientId, authorId, text, at, unread }: PeerMessage): string =>
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

/** The room's next seq, which becomes its head. */
export function nextSeq(heads: Map<string, number>, roomId: string): number {
  const seq = (heads.get(roomId) ?? 0) + 1;
  heads.set(roomId, seq);
  return seq;
}

/** The message with its seq. Of the room's `subscribers`, only the author has read it. */
export const assignSeq = (
  heads: Map<string, number>,
  { roomId, clientId, text }: Omit<Send, "type">,
  { authorId, subscribers }: { authorId: string; subscribers: number },
): PeerMessage => ({
  roomId,
  clientId,
  text,
  seq: nextSeq(heads, roomId),
  authorId,
  at: Date.now(),
  unread: subscribers - 1,
});

const encode = (frame: ServerFrame): string => JSON.stringify(frame);
