import type { Stored } from "../history/history";
import { type Group, namedIn } from "./groups";
import { textOf } from "./texts";

/** How far the messages of one room are apart, in ms. */
export const PACE_MS = 60_000;

const BATCH = 2000;

/** Group by group, so that what is written lies side by side: its first message, then as many texts as it is to have. */
export function say(put: (messages: Stored[]) => void, groups: Group[], counts: number[]): void {
  let batch: Stored[] = [];
  for (const [nth, group] of groups.entries()) {
    for (const message of messagesOf(group, counts[nth] ?? 0)) {
      batch.push(message);
      if (batch.length < BATCH) continue;
      put(batch);
      batch = [];
    }
  }
  put(batch);
}

/** Members speak in turn, and whoever speaks has read until there. */
function* messagesOf(group: Group, count: number): Generator<Stored> {
  const { id: roomId, title, createdAt, userIds, key } = group;
  const byId = userIds[0] ?? "";
  const beside = { roomId, replySeq: null, mentions: [], hiddenFrom: null, editedAt: null, deletedAt: null };
  const created = { authorId: byId, clientId: key, at: createdAt, seq: 1, ordinal: 0 };
  const event = { kind: "created" as const, byId, userIds: namedIn(group), title };
  yield { ...beside, ...created, kind: "system", text: "", event };
  for (let nth = 1; nth <= count; nth++) {
    const authorId = userIds[(nth - 1) % userIds.length] ?? "";
    const said = { authorId, clientId: crypto.randomUUID(), at: createdAt + nth * PACE_MS };
    yield {
      ...beside,
      ...said,
      seq: nth + 1,
      ordinal: nth,
      kind: "text",
      text: textOf(nth - 1),
      event: null,
    };
  }
}

/** So many things in so many parts, none larger than another by more than one. */
export const spread = (things: number, parts: number): number[] =>
  Array.from(
    { length: parts },
    (_, nth) => Math.floor((things * (nth + 1)) / parts) - Math.floor((things * nth) / parts),
  );
