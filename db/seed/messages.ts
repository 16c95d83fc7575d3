import type { Entry, History } from "../history/history";
import { type Group, namedIn } from "./groups";
import { textOf } from "./texts";

/** How far the messages of one room are apart, in ms. */
export const PACE_MS = 60_000;

const BATCH = 2000;

/** Group by group, so that what is written lies side by side: its first message, then as many texts as it is to have. */
export async function say(history: History, groups: Group[], counts: number[]): Promise<void> {
  let batch: Entry[] = [];
  for (const [nth, group] of groups.entries()) {
    for (const entry of entriesOf(group, counts[nth] ?? 0)) {
      batch.push(entry);
      if (batch.length < BATCH) continue;
      await history.append(batch);
      batch = [];
    }
  }
  await history.append(batch);
}

/** Members speak in turn, and whoever speaks has read until there. */
function* entriesOf(group: Group, count: number): Generator<Entry> {
  const { id: roomId, title, createdAt, userIds, key } = group;
  const byId = userIds[0] ?? "";
  const beside = { roomId, replySeq: null, mentions: [], hiddenFrom: null };
  const event = { kind: "created" as const, byId, userIds: namedIn(group), title };
  yield { ...beside, kind: "system", authorId: byId, clientId: key, text: "", event, at: createdAt };
  for (let nth = 0; nth < count; nth++) {
    const said = { authorId: userIds[nth % userIds.length] ?? "", text: textOf(nth), event: null };
    const at = createdAt + (nth + 1) * PACE_MS;
    yield { ...beside, kind: "text", ...said, clientId: crypto.randomUUID(), at };
  }
}

/** So many things in so many parts, none larger than another by more than one. */
export const spread = (things: number, parts: number): number[] =>
  Array.from(
    { length: parts },
    (_, nth) => Math.floor((things * (nth + 1)) / parts) - Math.floor((things * nth) / parts),
  );
