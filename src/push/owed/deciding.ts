import { history } from "../../../db/history/history";
import { type ToldRow, told } from "../../../db/told/told";
import { turn } from "../../capacity/turns";
import { surely } from "../../messages/stored/service";
import * as rooms from "../../rooms/service";
import * as push from "../service";
import { pace } from "./outgoing/pace";
import { payloadFor, type SharedPart, sharedPart } from "./outgoing/payload";
import * as reads from "./outgoing/reads";
import { claimAndSend, type ClaimedPush } from "./outgoing/sent";
import { unreadAfter } from "./outgoing/unread";
import { type Candidate, type Owed, owedTo, type Said } from "./people";

// Who is owed what in one room, now. Nobody waits for it, and it never holds the event loop for long: members are looked at in
// slices, and each slice is claimed before its push messages are sent.

// In users.
const SLICE = 100;
// In ms: so long others wait for the event loop at most.
const HOLD_MS = 5;
// After so many of a room that they have not read, one a minute.
const BURST = 5;
const PAUSE_MS = 60_000;
// Clocks of machines differ a little.
const SKEW_MS = 5000;

/** `onScreen`: who has the room on screen, on any machine. */
export type Round = { fence: number; now: number; onScreen: ReadonlySet<string> };
type Decision = Round & { view: rooms.RoomWithMembers; all: Said[]; shared: Map<number, SharedPart> };

/** Claims and sends what is owed of these messages, ascending: to all members, or to those of these rows. */
export async function decide(roomId: string, all: Said[], round: Round, only?: ToldRow[]): Promise<void> {
  const view = rooms.find(roomId);
  if (!view || !all.some(({ isAged }) => isAged)) return;
  const cursors = await surely(() => history.cursors(roomId));
  const decision = { ...round, view, all, shared: new Map<number, SharedPart>() };
  const ids = only ? only.map(({ userId }) => userId).toSorted() : rooms.idsInOrder(view);
  for (let at = 0; at < ids.length; at += SLICE) {
    const slice = ids.slice(at, at + SLICE);
    const candidates = await candidatesOf(decision, slice, cursors);
    if (candidates.length > 0) await pace(await decideFor(candidates, decision));
    await turn();
  }
}

/** Those of these users, in order of their ids, who have devices, and do not see the room anyway. */
async function candidatesOf(
  { view, onScreen }: Decision,
  slice: string[],
  cursors: Map<string, number>,
): Promise<Candidate[]> {
  const devices = Map.groupBy(push.subscriptionsOf(slice), ({ userId }) => userId);
  const userIds = slice.filter((userId) => devices.has(userId) && !onScreen.has(userId));
  if (userIds.length === 0) return [];
  const settings = push.settingsOf(userIds);
  const range = { from: userIds[0]!, to: userIds.at(-1)! };
  const rows = Map.groupBy(await told.inRoom(view.room.id, range), ({ userId }) => userId);
  return userIds.flatMap((userId) => {
    const member = view.members.get(userId);
    if (!member) return [];
    const own = new Map((rows.get(userId) ?? []).map((row) => [row.device, row]));
    const cursor = rooms.cursorOf(member, cursors);
    return [{ userId, devices: devices.get(userId)!, settings: settings.get(userId)!, cursor, rows: own }];
  });
}

/** Resolves to how many push messages that is. */
async function decideFor(candidates: Candidate[], decision: Decision): Promise<number> {
  const { fence, now, view, all } = decision;
  const messages: ClaimedPush[] = [];
  const deferred: ToldRow[] = [];
  const known = all.map(({ stored }) => stored);
  const cursors = candidates.map(({ cursor }) => cursor);
  const unread = await unreadAfter(cursors, known.at(-1)!, known);
  let since = performance.now();
  for (const candidate of candidates) {
    const owed = owedTo(candidate, decision);
    for (const device of candidate.devices) {
      const news = newsFor(device, owed, candidate);
      const row = candidate.rows.get(device.sessionId);
      if (news.length === 0) continue;
      if (!row || !isPaused(row, candidate.cursor, now))
        messages.push(outgoing(device, news, { candidate, decision, unread }));
      else if (row.dueAt === null) deferred.push(row);
    }
    if (performance.now() - since < HOLD_MS) continue;
    await turn();
    since = performance.now();
  }
  for (const [dueAt, rows] of Map.groupBy(deferred, (row) => row.at + PAUSE_MS))
    await told.defer(rows, dueAt);
  await claimAndSend(fence, messages);
  if (messages.length > 0) reads.checkLater(view.room.id, now);
  return messages.length;
}

/** What the device has not been told of, if the time of any of it has come. */
function newsFor(
  { sessionId, createdAt }: push.DeviceSubscription,
  owed: Owed[],
  { rows }: Candidate,
): Owed[] {
  const upTo = rows.get(sessionId)?.seq ?? 0;
  const news = owed.filter(({ said: { stored } }) => stored.seq > upTo && stored.at > createdAt - SKEW_MS);
  return news.some(({ said }) => said.isAged) ? news : [];
}

const isPaused = ({ pushes, at, seq }: ToldRow, cursor: number, now: number): boolean =>
  pushes >= BURST && cursor < seq && now < at + PAUSE_MS;

type For = { candidate: Candidate; decision: Decision; unread: (cursor: number) => number };

function outgoing(
  to: push.DeviceSubscription,
  news: Owed[],
  { candidate, decision, unread }: For,
): ClaimedPush {
  const { view, shared, now } = decision;
  const { userId, cursor, rows, settings } = candidate;
  const { stored } = news.at(-1)!.said;
  const { roomId, seq } = stored;
  const row = rows.get(to.sessionId);
  // What was read meanwhile counts no more.
  const before = row && row.seq > cursor ? row : { pushes: 0, count: 0 };
  const count = Math.min(before.count + news.length, seq - cursor);
  const isMention = news.some((one) => one.isMention);
  const part = shared.get(seq) ?? sharedPart(view, stored);
  shared.set(seq, part);
  const own = { isMention, count, unread: unread(cursor), hideContents: settings.hideContents };
  return {
    claim: { roomId, userId, device: to.sessionId, seq, at: now, pushes: before.pushes + 1, count },
    to,
    payload: payloadFor(part, own),
    isUrgent: view.room.kind === "direct" || isMention,
  };
}
