import type { Message } from "../../../src/protocol/message";
import type { Code } from "../../../src/protocol/problem";

export type Quote = NonNullable<Message["replyTo"]>;

/** A message that was typed here. It is kept until the stored message has come back. */
export interface OutboxDraft {
  roomId: string;
  clientId: string;
  text: string;
  replyTo: Quote | null;
  /** The room that it is forwarded from. */
  forwardedFrom?: string | undefined;
  at: number;
  state: "pending" | "sent" | "failed";
  /** Why it was refused. */
  reason?: Code;
  /** When it can be tried again, if the server says so. */
  retryAt?: number;
  /** The seq of the stored message. */
  storedAs?: number;
}

// Not randomUUID: browsers have that under https only, and home servers are often plain http.
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
