import { history } from "../../../db/history/history";
import { type ToldRow, told } from "../../../db/told/told";
import { surely } from "../../messages/stored/service";
import { mentionsMe } from "../../protocol/mentions";
import * as rooms from "../../rooms/service";
import * as push from "../service";
import { decide } from "./deciding";
import { sinceTold } from "./news";
import { payloadFor, sharedPart } from "./outgoing/payload";
import * as sent from "./outgoing/sent";
import { unreadAfter } from "./outgoing/unread";
import { screensOf } from "./watched";

// What was decided before, and not sent: claims of a machine that died, and what has waited for its minute.

/** Sends what a machine that died has claimed. It may have sent it: the device shows what it gets twice once. */
export async function sendClaimed(rows: ToldRow[]): Promise<void> {
  for (const [roomId, claims] of Map.groupBy(rows, (row) => row.roomId)) await sendInRoom(roomId, claims);
}

async function sendInRoom(roomId: string, claims: ToldRow[]): Promise<void> {
  const view = rooms.find(roomId);
  const seqs = [...new Set(claims.map(({ seq }) => seq))];
  const messages = new Map((await surely(() => history.find(roomId, seqs))).map((one) => [one.seq, one]));
  const read = await surely(() => history.cursors(roomId));
  const userIds = claims.map(({ userId }) => userId);
  const devices = new Map(push.subscriptionsOf(userIds).map((one) => [one.sessionId, one]));
  const settings = push.settingsOf(userIds);
  const cursorOf = ({ userId }: ToldRow): number => {
    const member = view?.members.get(userId);
    return member ? rooms.cursorOf(member, read) : Infinity;
  };
  const unreadAt = new Map<number, (cursor: number) => number>();
  const cursors = claims.map(cursorOf).filter(Number.isFinite);
  for (const message of messages.values())
    unreadAt.set(message.seq, await surely(() => unreadAfter(cursors, message, [message])));
  for (const claim of claims) {
    const { userId, seq, count } = claim;
    const [message, to, cursor] = [messages.get(seq), devices.get(claim.device), cursorOf(claim)];
    if (!view || !message || message.deletedAt !== null || !to || cursor >= seq) sent.drop([claim]);
    else {
      const isMention = mentionsMe(message, userId);
      const { hideContents } = settings.get(userId)!;
      const own = { isMention, count, unread: unreadAt.get(seq)!(cursor), hideContents };
      const payload = payloadFor(sharedPart(view, message), own);
      sent.send({ claim, to, payload, isUrgent: view.room.kind === "direct" || isMention });
    }
  }
}

/** Tells devices of what came while they had to wait for a minute. */
export async function sendDeferred(rows: ToldRow[], fence: number): Promise<void> {
  if (rows.length === 0) return;
  const byRoom = Map.groupBy(rows, ({ roomId }) => roomId);
  const screens = await screensOf([...byRoom.keys()]);
  for (const [roomId, own] of byRoom) {
    const said = await sinceTold(roomId, Math.min(...own.map(({ seq }) => seq)));
    const onScreen = screens.get(roomId) ?? new Set<string>();
    await decide(roomId, said, { fence, now: Date.now(), onScreen }, own);
    // Those that were claimed have no such time any more; the others are owed nothing.
    await told.defer(own, null);
  }
}
