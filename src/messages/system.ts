import type { Change, ChangeRow } from "../../db/accounts/changes";
import { recent } from "../../db/accounts/changes";
import type { Event } from "../protocol/message";
import { eventKinds } from "../protocol/message";
import * as writer from "./writer";

// What happens to a group is told in it, by system messages. They come from the change rows, and their clientId is the
// row's key, so that each is written once, whoever follows the rows and however often.

// A crash can fall between a change and its message; what could be cut off is a handful of rows.
const REPLAYED = 200;

export async function follow({ key, change }: ChangeRow): Promise<void> {
  const event = eventOf(change);
  if (!event || !("roomId" in change)) return;
  const { roomId } = change;
  const said = { kind: "system" as const, text: "", event, replySeq: null, mentions: [], hiddenFrom: null };
  await writer.append({ ...said, roomId, authorId: event.byId, clientId: key });
}

/** At start: makes up for what a crash cut off. */
export async function makeUp(): Promise<void> {
  for (const row of recent(REPLAYED)) await follow(row);
}

function eventOf(change: Change): Event | null {
  if (!("byId" in change) || change.quiet || change.kind === "changed") return null;
  const { kind, byId, userIds } = change;
  if (!eventKinds.includes(kind)) return null;
  return {
    kind,
    byId,
    userIds,
    ...("title" in change && { title: change.title }),
    ...("role" in change && { role: change.role }),
  };
}
