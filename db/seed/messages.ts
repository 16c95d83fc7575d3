import { neverChanged, plain, type Stored } from "../history/history";
import { type Group, namedIn } from "./groups";
import { textOf } from "./texts";

/** Between two messages of a room. */
export const PACE_MS = 60_000;

const BATCH = 2000;

/** Group by group, so that writes are contiguous: the message of its creation, then texts. */
export function writeMessages(put: (messages: Stored[]) => void, groups: Group[], counts: number[]): void {
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

/** Members write in turn. */
function* messagesOf(group: Group, count: number): Generator<Stored> {
  const { id: roomId, title, createdAt, userIds, key } = group;
  const byId = userIds[0] ?? "";
  const beside = { ...plain, roomId, ...neverChanged };
  const created = { authorId: byId, clientId: key, at: createdAt, seq: 1, ordinal: 0 };
  const event = { kind: "created" as const, byId, userIds: namedIn(group), title };
  yield { ...beside, ...created, kind: "system", text: "", event };
  for (let nth = 1; nth <= count; nth++) {
    const authorId = userIds[(nth - 1) % userIds.length] ?? "";
    const text = { authorId, clientId: crypto.randomUUID(), at: createdAt + nth * PACE_MS };
    yield {
      ...beside,
      ...text,
      seq: nth + 1,
      ordinal: nth,
      kind: "text",
      text: textOf(nth - 1),
      event: null,
    };
  }
}

/** Splits `things` into parts that differ by one at most. */
export const spread = (things: number, parts: number): number[] =>
  Array.from(
    { length: parts },
    (_, nth) => Math.floor((things * (nth + 1)) / parts) - Math.floor((things * nth) / parts),
  );
