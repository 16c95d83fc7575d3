import { holds } from "../../history";
import type { Collections, MessageDoc } from "../collections";
import type { MongoLink } from "../link";

/** `since`: when a machine of this release first looked. `begun`: when the last look through all messages began that ended. */
type LinkedDoc = { _id: string; since: number; begun: number };

const ID = "links";
// So long a machine of an earlier release, which does not know of links, may still store messages beside those of this one.
const TOGETHER_MS = 24 * 3600_000;
const PAGE = 1000;

/**
 * Gives messages of earlier releases the field `links`, a page at a time beside all else. Once that is done it costs one query.
 * Rejects where MongoDB is away: the next start goes through them again.
 */
export async function markLinks(
  link: MongoLink,
  messages: Collections["messages"],
  now: number,
): Promise<void> {
  const formats = link.db.collection<LinkedDoc>("formats");
  const begin = () =>
    formats.updateOne({ _id: ID }, { $setOnInsert: { since: now, begun: 0 } }, { upsert: true });
  // Of two machines that start at once one fails on the `_id`.
  await link.ask(() => begin().catch(begin));
  const known = await link.ask(() => formats.findOne({ _id: ID }));
  if (known && known.begun > known.since + TOGETHER_MS) return;
  const projection = { kind: 1, text: 1, links: 1 } as const;
  let last = "";
  for (;;) {
    const page = await link.ask(() =>
      messages.find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit: PAGE, projection }).toArray(),
    );
    if (page.length === 0) break;
    ({ _id: last } = page.at(-1)!);
    const writes = page.filter(isUnmarked).map(marking);
    if (writes.length > 0) await link.ask(() => messages.bulkWrite(writes, { ordered: false }));
  }
  await link.ask(() => formats.updateOne({ _id: ID }, { $max: { begun: now } }));
}

const isUnmarked = (doc: MessageDoc): boolean => doc.links === undefined && holds.link(doc);

/** As long as its text is the one that was read: who changes a text marks it. */
const marking = ({ _id, text }: MessageDoc) => ({
  updateOne: { filter: { _id, text }, update: { $set: { links: _id } } },
});
