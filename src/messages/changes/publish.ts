import { type ChangePage, history } from "../../../db/history/history";
import * as bus from "../../bus/bus";
import * as machines from "../../bus/machines";
import * as revs from "../../bus/revs";
import { notFound } from "../../errors";
import type { Message } from "../../protocol/message";
import * as rooms from "../../rooms/service";
import { sizeOf } from "../service";

// Publishes what was changed in a room, as read from history: on every machine in the same way.

// Changes in one frame.
const PART = 100;
// In bytes of text and names. A client is closed where more than 128 kB wait for it.
const MAX_FRAME = 48 * 1024;
// In a larger room, changes are published at most four times in any second, also where a frame comes some ms late.
const CROWD = 200;
const CROWD_PACE_MS = 275;

/** Changes with these revs are stored: for the subscribers here, and for the other machines. */
export function announce(roomId: string, { first, last }: { first: number; last: number }): void {
  // Alone, this machine has published all that was changed since it started.
  if (machines.isAlone()) revs.startAt(roomId, first - 1);
  machines.publish(roomId, { type: "changes", rev: last });
  revs.reach(roomId, last);
}

/** Publishes to subscribers on this machine what was changed after a rev, and answers how far that brought them. */
export async function publishAfter(roomId: string, after: number): Promise<{ rev: number; pauseMs: number }> {
  const known = rooms.find(roomId);
  if (!known) throw notFound();
  const { messages, rev } = shortened(await history.changes(roomId, { after, limit: PART }), MAX_FRAME);
  // These messages have been changed again, by another machine, whose rev can be read a moment later: then with it.
  if (messages.length === 0) return { rev: after, pauseMs: 0 };
  for (const message of messages) history.observe(message);
  const items = await rooms.itemsOf(known, messages);
  // Each message comes before its changes.
  await bus.whenDelivered(roomId, Math.max(0, ...messages.map(({ seq }) => seq)));
  publish(known, { since: after, rev, items });
  return { rev, pauseMs: known.members.size > CROWD ? CROWD_PACE_MS : 0 };
}

/** As many changes as so many bytes hold, at least one, and the rev to which those lead. */
export function shortened({ messages, rev }: ChangePage, bytes: number): ChangePage {
  let size = 0;
  const end = messages.findIndex((message, nth) => (size += sizeOf(message)) > bytes && nth > 0);
  return end < 0 ? { messages, rev } : { messages: messages.slice(0, end), rev: messages[end - 1]!.rev };
}

type Part = { since: number; rev: number; items: rooms.Item[] };

/** One frame for all where all may see the same; else one for each, and none for whom it would be empty. */
function publish(known: rooms.RoomWithMembers, { since, rev, items }: Part): void {
  const roomId = known.room.id;
  const encoded = (messages: Message[]) =>
    JSON.stringify({ type: "messages.changed", roomId, since, rev, messages });
  const forAll = items.map((item) => rooms.shownToAll(known, item));
  const isForAll = (shown: Message | Map<string, Message>): shown is Message => !(shown instanceof Map);
  const seqs = items.map(({ stored }) => stored.seq);
  const isOneText = forAll.every(isForAll);
  if (isOneText && seqs.every((seq) => rooms.audienceOf(known, seq) === undefined))
    return bus.encodedToRoom(roomId, encoded(forAll));
  const texts = new Map<string, string>();
  // Whoever sees the same gets the same text.
  const encodedOnce = new Map<string, string>();
  for (const userId of known.members.keys()) {
    const viewer = rooms.viewerOf(known, userId);
    const shown = forAll.flatMap((one, nth) => {
      if (seqs[nth]! <= viewer.floor) return [];
      return isForAll(one) ? [one] : (one.get(userId) ?? []);
    });
    if (shown.length === 0) continue;
    const key = isOneText ? shown.map(({ seq }) => seq).join(" ") : userId;
    const text = encodedOnce.get(key) ?? encoded(shown);
    encodedOnce.set(key, text);
    texts.set(userId, text);
  }
  bus.encodedToSome(roomId, texts);
}
