import type { Stored } from "../history/history";
import type { Counts, Endpoint } from "./endpoint";

const PART = 1000;

/**
 * Copies all messages, with seq, ordinal and time, all cursors, and what is known of uploads. Continues an interrupted move; throws if `to` contains
 * anything else. Yields lines of progress, and last what was moved.
 */
export async function* copy(from: Endpoint, to: Endpoint): AsyncGenerator<string> {
  const { messages: there } = await from.counts();
  let moved = await mustBeginAlike(from, to);
  if (moved > 0) yield `${moved} of ${there} messages are there already`;
  let rooms = 0;
  for await (const roomId of from.rooms()) {
    rooms++;
    const after = (await to.page(roomId, { limit: 1 })).at(-1)?.seq ?? 0;
    for await (const part of pages(from, roomId, after)) {
      await to.put(part);
      moved += part.length;
      yield `${moved} of ${there} messages`;
    }
  }
  await to.putCursors(from.cursors());
  await to.putUploads(from.uploads());
  yield await mustBeEqual(from, to, rooms);
}

/** What is in `to` already must be the beginning of `from`, room by room. Returns the number of messages. */
async function mustBeginAlike(from: Endpoint, to: Endpoint): Promise<number> {
  const { messages, cursors, uploads } = await to.counts();
  if (messages === 0 && cursors + uploads > 0)
    throw new Error("There are cursors or uploads where this should go, and no messages.");
  let count = 0;
  for await (const roomId of to.rooms())
    for await (const part of pages(to, roomId)) {
      const same = await from.page(roomId, { after: part[0]!.seq - 1, limit: part.length });
      const differs = part.findIndex((message, nth) => !Bun.deepEquals(message, same[nth], true));
      if (differs >= 0)
        throw new Error(
          `Where this should go there is something else: room ${roomId} seq ${part[differs]!.seq}.`,
        );
      count += part.length;
    }
  return count;
}

export async function* pages(end: Endpoint, roomId: string, after = 0): AsyncGenerator<Stored[]> {
  for (let last = after; ;) {
    const part = await end.page(roomId, { after: last, limit: PART });
    if (part.length === 0) return;
    yield part;
    last = part.at(-1)!.seq;
  }
}

async function mustBeEqual(from: Endpoint, to: Endpoint, rooms: number): Promise<string> {
  const [here, there] = [await from.counts(), await to.counts()];
  if (!Bun.deepEquals(here, there))
    throw new Error(`${said(here)} here, ${said(there)} there: does a server run?`);
  return `${there.messages} messages in ${rooms} rooms, ${there.cursors} cursors and ${there.uploads} uploads are moved`;
}

const said = ({ messages, cursors, uploads }: Counts): string =>
  `${messages} messages, ${cursors} cursors and ${uploads} uploads`;
