import { history, type Stored } from "../../db/history/history";
import type { ReceivedFact } from "../bus/facts";
import * as machines from "../bus/machines";
import { log } from "../log";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";
import { backfill } from "./backfill";
import { publishInOrder, type Payload } from "./publish";

// What machines tell each other of messages: each as the text that sockets get, so that nobody encodes it twice. What is
// not the same for all who hear it stays in history, and each machine reads it there.

/** To the machines where someone listens to the room. */
export function forward({ roomId, seq, ordinal }: Stored, payload: Payload): void {
  if (machines.isAlone()) return;
  const isForAll = typeof payload === "string";
  machines.publish(roomId, isForAll ? { type: "message", ordinal, text: payload } : { type: "private", seq });
}

/** Another machine has stored it. */
export function onMessage({ message, text, ordinal }: Extract<ReceivedFact, { type: "message" }>): void {
  const known = rooms.known(message.roomId);
  if (!known) return;
  if (showsTooMuch(known, message)) return onPrivateMessage(message.roomId, message.seq);
  const stored = storedOf(message, ordinal);
  history.heard(stored);
  publishInOrder(stored, text)?.catch((error: unknown) =>
    log.error({ err: error, roomId: message.roomId }, "not all could hear"),
  );
}

/** Someone has come in whom the machine that stored it did not know of yet: what it answers may be from before their time. */
const showsTooMuch = (known: rooms.Known, { replyTo }: Message): boolean =>
  replyTo !== null && !replyTo.hidden && replyTo.seq <= rooms.highestFloor(known);

/** The same for what is not the same for all. */
export function onPrivateMessage(roomId: string, seq: number): void {
  backfill(roomId, seq - 1, seq + 1, false).catch((error: unknown) => {
    log.warn({ err: error, roomId, seq }, "what was said could not be read yet");
    machines.doubt(roomId);
  });
}

/** As it lies in history; what is not the same for all is never passed on. */
function storedOf(message: Message, ordinal: number): Stored {
  const { roomId, seq, clientId, authorId, kind, text, event, at, replyTo, mentions, editedAt, deletedAt } =
    message;
  return {
    roomId,
    seq,
    ordinal,
    clientId,
    authorId,
    kind,
    text,
    event,
    at,
    replySeq: replyTo?.seq ?? null,
    mentions,
    hiddenFrom: null,
    editedAt,
    deletedAt,
  };
}
