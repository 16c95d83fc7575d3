import { createStore, produce } from "solid-js/store";

import type { ClientFrame } from "../../src/protocol/frames";
import type { Code } from "../../src/protocol/problem";
import type { Frame } from "../live/frame";

/** Something that was said here. It stays until the message itself has come back. */
export interface Draft {
  roomId: string;
  clientId: string;
  text: string;
  at: number;
  state: "sending" | "sent" | "refused";
  reason?: Code;
}

/**
 * Sends in the order in which it was said: one unacked message a room, the next after its ack. A message keeps its
 * clientId however often it is sent, and the server stores it once.
 */
export function createOutbox(say: (frame: ClientFrame) => boolean) {
  const [drafts, setDrafts] = createStore<Draft[]>([]);
  // By room: the clientId of what is on its way.
  const underWay = new Map<string, string>();

  const of = (roomId: string): Draft[] => drafts.filter((draft) => draft.roomId === roomId);

  function add(roomId: string, text: string): void {
    const draft: Draft = { roomId, clientId: newId(), text, at: Date.now(), state: "sending" };
    setDrafts(drafts.length, draft);
    sendNext(roomId);
  }

  /** On each new connection: what was under way on the one before may or may not have arrived. */
  function resume(): void {
    underWay.clear();
    for (const roomId of new Set(drafts.map((draft) => draft.roomId))) sendNext(roomId);
  }

  function acked({ roomId, clientId, at }: Frame<"message.sent">): void {
    update(clientId, { state: "sent", at });
    landed(roomId, clientId);
  }

  function refused({ ref, code }: Frame<"refused">): void {
    const draft = drafts.find(({ clientId }) => clientId === ref);
    if (!draft) return;
    update(draft.clientId, { state: "refused", reason: code });
    landed(draft.roomId, draft.clientId);
  }

  function again({ roomId, clientId }: Draft): void {
    update(clientId, { state: "sending", reason: undefined });
    sendNext(roomId);
  }

  /** The message is there, or was given up. */
  function remove(clientId: string): void {
    const draft = drafts.find((one) => one.clientId === clientId);
    if (!draft) return;
    const { roomId } = draft;
    setDrafts((all) => all.filter((one) => one.clientId !== clientId));
    landed(roomId, clientId);
  }

  function landed(roomId: string, clientId: string): void {
    if (underWay.get(roomId) === clientId) underWay.delete(roomId);
    sendNext(roomId);
  }

  function sendNext(roomId: string): void {
    const draft = drafts.find((one) => one.roomId === roomId && one.state === "sending");
    if (!draft || underWay.has(roomId)) return;
    const { clientId, text } = draft;
    if (say({ type: "message.send", roomId, clientId, text })) underWay.set(roomId, clientId);
  }

  function update(clientId: string, change: Partial<Draft>): void {
    setDrafts(
      (draft) => draft.clientId === clientId,
      produce((draft) => Object.assign(draft, change)),
    );
  }

  return { of, add, again, remove, resume, acked, refused };
}

// Not randomUUID: a browser has that one under https only, and home servers are often plain http.
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
