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
  /** In the order in which they are shown. */
  files?: OutboxFile[];
  at: number;
  /** Held: its author waits with it. */
  state: "pending" | "held" | "sent" | "failed";
  /** Why it was refused. */
  reason?: OutboxFault;
  /** When it can be tried again, if the server says so. */
  retryAt?: number;
  /** The seq of the stored message. */
  storedAs?: number;
}

/** What was sent stays sent, whatever another tab wanted of it before it knew. */
export const changed = (draft: OutboxDraft, part: Partial<OutboxDraft>): OutboxDraft =>
  draft.state === "sent" ? { ...draft, ...part, state: "sent" } : { ...draft, ...part };

/** A file of a message. Its bytes are in files/sending/kept, under its id. */
export interface OutboxFile {
  id: string;
  name: string;
  /** In bytes. */
  size: number;
  /** What the browser takes it for; the server decides by its content. */
  mediaType: string;
  width?: number;
  height?: number;
  durationMs?: number;
  /** Of a voice message. */
  waveform?: string;
  /** The path where its upload goes on. */
  uploadUrl?: string | undefined;
  /** It is whole at the server. */
  attachmentId?: string | undefined;
}

/** Files that go with a message. */
export interface AttachedFiles {
  files: OutboxFile[];
  /** Whether their bytes survive the page; never rejects. */
  kept: Promise<boolean>;
}

/** `storage-full`: of its author at the server. `file-gone`: this browser no longer has its bytes. */
export type OutboxFault = Code | "storage-full" | "file-gone";

// Not randomUUID: browsers have that under https only, and home servers are often plain http.
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
