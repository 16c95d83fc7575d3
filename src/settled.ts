import { expect } from "bun:test";

import type { Entry, Follower } from "./followers";
import type { Guest } from "./guests";
import type { Message } from "./protocol/message";
import type { Room } from "./protocol/room";

// For tests: what is stored in the end, and whether everyone has seen just that.

// Before what could not be read is asked for again.
const AGAIN_MS = 200;

/** What is stored of a room after a seq, page by page. Who is refused for the moment asks again, as a client does. */
export async function pages(reader: Guest, roomId: string, after = 0): Promise<Message[]> {
  const all: Message[] = [];
  for (let isMore = true; isMore;) {
    const from = all.at(-1)?.seq ?? after;
    const path = `/api/rooms/${roomId}/messages?after=${from}&limit=200`;
    const { status, body } = await reader.call("GET", path);
    if (status === 503) await Bun.sleep(AGAIN_MS);
    else if (status !== 200) throw new Error(JSON.stringify(body));
    else {
      all.push(...body.messages);
      isMore = body.more.after;
    }
  }
  return all;
}

export const stored = async (reader: Guest, roomId: string, after = 0): Promise<Entry[]> =>
  (await pages(reader, roomId, after)).map(({ seq, clientId }) => ({ seq, clientId }));

/** Everyone has seen all that there is, and all that was acked is there, where it was said to be, once. */
export async function allSettled(followers: Follower[], rooms: Room[]): Promise<void> {
  const heads = new Map<string, number>();
  await Promise.all(followers.map((follower) => follower.settled(heads)));
  for (const { id } of rooms) {
    const there = followers.filter(({ views }) => views.has(id));
    const entries = await stored(there[0]!.guest, id);
    heads.set(id, entries.length);
    await Promise.all(there.map((follower) => follower.settled(heads)));
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    const acked = there.flatMap(({ acks }) => [...acks.values()]).filter(({ roomId }) => roomId === id);
    const said = acked.toSorted((a, b) => a.seq - b.seq).map(({ seq, clientId }) => ({ seq, clientId }));
    // The first tells that the room was made.
    expect(entries.slice(1)).toEqual(said);
    for (const { views } of there) expect(views.get(id)!.entries).toEqual(entries);
  }
  for (const { faults } of followers) expect(faults).toEqual([]);
}
