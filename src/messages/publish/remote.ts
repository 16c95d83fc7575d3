import { history, neverChanged, type Stored } from "../../../db/history/history";
import type { ReceivedFact } from "../../bus/facts";
import * as machines from "../../bus/machines";
import { log } from "../../log";
import type { Message } from "../../protocol/message";
import * as rooms from "../../rooms/service";
import { publishInOrder, type Payload } from "../publish";
import { backfill } from "./backfill";

// Messages between machines. Each is sent as the text that sockets get, so that nobody encodes it twice. A message that
// members may see differently stays in history, and each machine reads it there.

/** To the machines that have a subscriber of the room. */
export function forward({ roomId, seq, ordinal }: Stored, payload: Payload): void {
  if (machines.isAlone()) return;
  const isForAll = typeof payload === "string";
  machines.publish(roomId, isForAll ? { type: "message", ordinal, text: payload } : { type: "private", seq });
}

/** Another machine has stored it. */
export function onMessage({ message, text, ordinal }: Extract<ReceivedFact, { type: "message" }>): void {
  const known = rooms.find(message.roomId);
  if (!known) return;
  if (showsTooMuch(known, message)) return onPrivateMessage(message.roomId, message.seq);
  const stored = storedOf(message, ordinal);
  history.observe(stored);
  publishInOrder(stored, text)?.catch((error: unknown) =>
    log.error(
      { err: error, roomId: message.roomId },
      "a message from another machine was not published to all",
    ),
  );
}

/** A member joined whom the machine that stored it did not know yet: the quoted message may be from before they joined. */
const showsTooMuch = (known: rooms.RoomWithMembers, { replyTo }: Message): boolean =>
  replyTo !== null && !replyTo.hidden && replyTo.seq <= rooms.highestFloor(known);

/** The same for a message that members may see differently. */
export function onPrivateMessage(roomId: string, seq: number): void {
  backfill(roomId, seq - 1, seq + 1, false).catch((error: unknown) => {
    log.warn({ err: error, roomId, seq }, "a message could not be read yet");
    machines.compareSoon(roomId);
  });
}

/** As it is stored; only messages that are the same for everyone are forwarded. */
function storedOf(message: Message, ordinal: number): Stored {
  const { roomId, seq, clientId, authorId, kind, text, event, at, replyTo, mentions } = message;
  const { attachments, forwardedFrom = null } = message;
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
    attachments,
    hiddenFrom: null,
    forwardedFrom,
    ...neverChanged,
  };
}
