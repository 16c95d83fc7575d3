/** Someone who may come, as `bun run seed` writes them, a line each. */
export interface Person {
  userId: string;
  username: string;
  accessToken: string;
  rooms: string[];
}

/** What an incoming frame means to the generator. */
export const OTHER = 0;
/** The answer to a frame of the greeting. */
export const STEP = 1;
/** A message that was said in a room; holds its text as it was said, and before it `"seq":`, one more than the room's last. */
export const HEARD = 2;
/** Says that a message was taken: holds its clientId in quotes. */
export const SENT = 3;
/** Wants an answer at once: `answer`. */
export const PING = 4;
/** A message, or the whole connection, is refused. */
export const REFUSED = 5;
export type Kind = typeof OTHER | typeof STEP | typeof HEARD | typeof SENT | typeof PING | typeof REFUSED;

/** How a peer is spoken to, in text frames over a WebSocket. It is asked for each frame: no parsing, only looks at bytes. */
export interface Dialect {
  path: string;
  protocol?: string;
  /** One WebSocket frame may hold several of the peer's, a line each. */
  isLines?: boolean;
  /** The peer promises no order in a room: what comes out of order is counted, and is no fault of it. */
  isUnordered?: boolean;
  /** What is sent first, each frame after the answer (STEP) to the one before. After the last answer this person hears all their rooms. */
  greeting(person: Person): string[];
  /** `text` needs no escaping in JSON. */
  say(person: Person, roomId: string, clientId: string, text: string): string;
  /** Of what stands at bytes[from, to). */
  kindOf(bytes: Uint8Array, from: number, to: number): Kind;
  answer?: string;
  /** Of the last answer to the greeting: the newest seq of each room, where the peer tells. */
  headsOf?(welcome: string): [roomId: string, head: number][];
  /** The clientIds of all that is stored of a room, in its order, where the peer can be asked. */
  stored?: (url: string, member: Person, roomId: string) => Promise<string[]>;
}
