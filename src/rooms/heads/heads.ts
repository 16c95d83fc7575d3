import type { ReadState } from "../../../db/history/history";
import * as machines from "../../bus/machines";
import { type KeptRoom, ROOMS_A_FRAME, type RoomState } from "../../protocol/frames";
import * as listing from "../listing";
import { load } from "../membership";

/** What a welcome says of rooms: where each of them stands, and which are kept otherwise than at first. */
export type RoomStates = { rooms: RoomState[]; kept: KeptRoom[] };

/** For `welcome` and `heads`: all my rooms in parts for one frame each, favourites first, then by newest activity. */
export async function states(userId: string): Promise<RoomStates[]> {
  let all: listing.MemberRoom[] = [];
  await machines.whenCaughtUp(async (isCaughtUp) => {
    all = await listing.subscribed(userId);
    // A message of another machine must be in these heads or be delivered after them; one from before I left a 1:1 must not
    // be delivered at all.
    return all.every(({ readState }) => isCaughtUp(readState.roomId, readState.head));
  });
  const mine = listing.listed(all);
  const parts: RoomStates[] = [];
  for (let from = 0; from < mine.length; from += ROOMS_A_FRAME)
    parts.push(statesOf(mine.slice(from, from + ROOMS_A_FRAME)));
  return parts;
}

function statesOf(mine: listing.MemberRoom[]): RoomStates {
  const kept = mine.map(({ room, member, readState }): KeptRoom => ({
    roomId: room.id,
    ...listing.keptOf(member, readState),
  }));
  return {
    rooms: mine.map(({ readState: { roomId, head, cursor, unread, rev } }) => [
      roomId,
      head,
      cursor,
      unread,
      rev,
    ]),
    kept: kept.filter(({ notify, favourite, markedUnread }) => notify !== "all" || favourite || markedUnread),
  };
}

/** Where I stand in these rooms, without those that I am not in. */
export async function readStates(userId: string, roomIds: string[]): Promise<ReadState[]> {
  const mine = roomIds.flatMap((roomId) => {
    const known = load(roomId);
    const member = known?.members.get(userId);
    return known && member ? [{ room: known.room, member }] : [];
  });
  return (await listing.withReadStates(userId, mine)).map(({ readState }) => readState);
}
