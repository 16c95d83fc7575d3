/** A user who can connect, as `bun run seed` writes them, one per line. */
export interface Person {
  userId: string;
  username: string;
  accessToken: string;
  rooms: string[];
}

/** What an incoming frame means to the generator. */
export const OTHER = 0;
/** The answer to a handshake frame. */
export const HANDSHAKE = 1;
/** A message in a room. Its text is unchanged, and `"seq":` stands before it, one more than the room's previous seq. */
export const MESSAGE = 2;
/** A message was accepted. Has its clientId in quotes. */
export const ACK = 3;
/** Must be answered at once, with `pong`. */
export const PING = 4;
/** A message or the whole connection was refused. */
export const REFUSED = 5;
export type Kind =
  | typeof OTHER
  | typeof HANDSHAKE
  | typeof MESSAGE
  | typeof ACK
  | typeof PING
  | typeof REFUSED;

/** A peer's protocol in text frames over a WebSocket. Called for every frame, so it looks at bytes and parses nothing. */
export interface Dialect {
  path: string;
  subprotocol?: string;
  /** One WebSocket frame may hold several of the peer's frames, one per line. */
  isLineDelimited?: boolean;
  /** The peer does not promise order within a room: messages out of order are counted, but are not a fault. */
  isUnordered?: boolean;
  /** Sent first, each frame after the answer (HANDSHAKE) to the one before. After the last answer the person is subscribed to all their rooms. */
  handshakeFrames(person: Person): string[];
  /** The frame that sends a message. `text` needs no escaping in JSON. */
  encodeMessage(person: Person, roomId: string, clientId: string, text: string): string;
  /** The kind of the frame in bytes[from, to). */
  kindOf(bytes: Uint8Array, from: number, to: number): Kind;
  pong?: string;
  /** The newest seq of each room, from the last handshake answer, if the peer sends it. */
  headsOf?(welcome: string): [roomId: string, head: number][];
  /** The clientIds of all stored messages of a room, in order, if the peer has a history. */
  storedClientIds?: (url: string, member: Person, roomId: string) => Promise<string[]>;
}
