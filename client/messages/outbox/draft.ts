import type { Message } from "../../../src/protocol/message";
import type { Code } from "../../../src/protocol/problem";

export type Quote = NonNullable<Message["replyTo"]>;

/** Something that was said here. It stays until the message itself has come back. */
export interface OutboxDraft {
  roomId: string;
  clientId: string;
  text: string;
  replyTo: Quote | null;
  at: number;
  state: "pending" | "sent" | "failed";
  /** Why it failed. */
  reason?: Code;
  /** Where the server says so: before this it takes no more of it. */
  retryAt?: number;
  /** The seq that it was stored with. */
  storedAs?: number;
}

// Not randomUUID: a browser has that one under https only, and home servers are often plain http.
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
