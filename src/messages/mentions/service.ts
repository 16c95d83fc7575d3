import { history, type MentionPlace, type Stored } from "../../../db/history/history";
import { consume } from "../../capacity/limits";
import { invalid } from "../../errors";
import * as friends from "../../friends/service";
import type { Message } from "../../protocol/message";
import * as rooms from "../../rooms/service";
import { namedIn } from "../service";
import type { Mentions, MentionsQuery } from "./model";

// A list of what mentions someone, over all their rooms. What is deleted mentions nobody.

const FIRST_PAGE = 20;

/** Of the messages that I may see, those that mention me or everyone; the newest first. */
export async function list(userId: string, { cursor, limit = FIRST_PAGE }: MentionsQuery): Promise<Mentions> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  consume("searches", userId);
  const found = await history.mentioning(userId, {
    rooms: rooms.idsOf(userId).flatMap((roomId) => visibleIn(userId, roomId)),
    exceptBy: [userId, ...friends.blockSet(userId)],
    limit: limit + 1,
    ...(before && { before }),
  });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const messages = await presented(userId, page);
  const states = await rooms.readStates(userId, [...new Set(page.map(({ roomId }) => roomId))]);
  const cursors = new Map(states.map((state) => [state.roomId, state.cursor]));
  return {
    mentions: messages.map((message) => ({
      message,
      isUnread: message.seq > (cursors.get(message.roomId) ?? Infinity),
    })),
    users: namedIn(messages),
    cursor: last ? `${last.at}_${last.roomId}_${last.seq}` : null,
  };
}

function visibleIn(userId: string, roomId: string): { roomId: string; after: number }[] {
  const known = rooms.find(roomId);
  if (!known?.members.has(userId)) return [];
  return [{ roomId, after: rooms.viewerOf(known, userId).floor }];
}

/** In their order; without those of a room that I have left meanwhile. */
async function presented(userId: string, found: Stored[]): Promise<Message[]> {
  const shown = new Map<Stored, Message>();
  for (const [roomId, own] of Map.groupBy(found, (one) => one.roomId)) {
    const known = rooms.find(roomId);
    if (!known?.members.has(userId)) continue;
    for (const [nth, message] of (await rooms.present(known, userId, own)).entries())
      if (message.kind !== "hidden") shown.set(own[nth]!, message);
  }
  return found.flatMap((one) => shown.get(one) ?? []);
}

function readCursor(cursor: string): MentionPlace {
  const [, at, roomId, seq] = /^(\d{1,16})_([A-Za-z0-9-]{1,36})_(\d{1,16})$/.exec(cursor) ?? [];
  if (at === undefined || roomId === undefined || seq === undefined)
    throw invalid("cursor", "not a cursor of this list");
  return { at: Number(at), roomId, seq: Number(seq) };
}
