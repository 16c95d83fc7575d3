import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";

import { guests, house, Line, openHouse } from "../testing/people/guests";

// In ms. A busy disk takes half a second to store what a busy server writes in one second, and opening needs many writes.
const PATIENCE_MS = 30_000;
// Keeps its queue below the flood limit.
const UNDER_WAY = 200;

afterEach(() => house.close(), PATIENCE_MS);

test(
  "stopping loses nothing that was acked, and closes with 1012; all is there when it opens again",
  async () => {
    const { dir, stop } = await openHouse();
    const [ann, bob] = await guests(2);
    const room = await ann.group("stop", [bob]);
    const [mine, theirs] = [await ann.socket(), await bob.socket()];
    const answered: number[] = [];
    const stopping = new AbortController();
    const talk = async () => {
      for (let n = 0; mine.ws.readyState === WebSocket.OPEN; n++) {
        mine.say({ type: "message.send", roomId: room.id, clientId: `client-id-${n}`, text: `${n}` });
        const isAcked = ({ clientId }: { clientId: string }) => clientId === `client-id-${n - UNDER_WAY}`;
        if (n < UNDER_WAY) await new Promise(setImmediate);
        else await Promise.race([mine.closed, mine.hears("message.sent", isAcked, PATIENCE_MS)]);
      }
    };
    const post = async () => {
      while (!stopping.signal.aborted) {
        // A request that arrives while the server closes gets no answer.
        const answer = await bob.says(room, "hi").catch(() => null);
        if (answer?.status === 201) answered.push(answer.body.message.seq);
      }
    };
    const talking = Promise.all([talk(), post(), post(), post()]);
    await mine.hears("message.sent", ({ seq }) => seq > 40, PATIENCE_MS);
    stopping.abort();
    const stopped = stop();
    expect(await Promise.all([mine.closed, theirs.closed])).toEqual([1012, 1012]);
    await talking;
    await stopped;
    const acked = [...mine.all("message.sent").map(({ seq }) => seq), ...answered].toSorted((a, b) => a - b);
    const received = theirs.all("message.new").map(({ message }) => message);

    await openHouse({}, dir);
    const kept = new Map<number, object>();
    const { head } = await ann.history(room);
    for (let after = 0; after < head; after += 200)
      for (const message of (await ann.history(room, `?limit=200&after=${after}`)).messages)
        kept.set(message.seq, message);
    expect([...kept.keys()]).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    expect(acked.filter((seq) => !kept.has(seq))).toEqual([]);
    // Nothing was published that is not on disk.
    for (const message of received)
      expect(kept.get(message.seq)).toEqual({ ...message, unread: expect.any(Number) });
    const again = await bob.socket();
    expect(again.all("welcome")[0].rooms[0].slice(0, 2)).toEqual([room.id, head]);
  },
  2 * PATIENCE_MS,
);

test(
  "stopping turns away who has not said hello yet, too, and does not wait for them",
  async () => {
    const { dir, stop } = await openHouse();
    const silent = await Line.open();
    const stopped = stop();
    expect(await silent.closed).toBe(1012);
    await stopped;
    await openHouse({}, dir);
  },
  PATIENCE_MS,
);

test(
  "a group's message that a crash cut off is written when it opens again, and only once",
  async () => {
    const { dir, stop } = await openHouse();
    const [ann, bob] = await guests(2);
    const room = await ann.group("crash", [bob]);
    await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "new" });
    await stop();
    cutOff(dir, room.id);
    for (let n = 0; n < 2; n++) {
      const opened = await openHouse({}, dir);
      const { messages } = await bob.history(room);
      expect(messages.map(({ event }: any) => event.kind)).toEqual(["created", "renamed"]);
      if (n === 0) await opened.stop();
    }
  },
  PATIENCE_MS,
);

/** As if the machine had crashed between the change and its message. */
function cutOff(dir: string, roomId: string): void {
  const file = new Database(`${dir}/history.sqlite`);
  file.run("DELETE FROM messages WHERE room = ? AND seq = 2", [roomId]);
  file.close();
}
