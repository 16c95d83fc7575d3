import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { guests, house, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import { JWT_SECRET, lasting } from "../testing/wire/forged";

let quiet: Reader;

beforeAll(async () => {
  await openHouse({ JWT_SECRET, PREVIEWS: "off" });
  const [nobody] = await guests(1);
  quiet = await Reader.open(nobody);
});
afterAll(() => house.close());

const types = ({ received }: Reader) => received.map(({ type }) => type);

describe("a feed", () => {
  test("begins with welcome, and says all that the socket says", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("news", [bob]);
    const [line, reader] = [await bob.socket(), await Reader.open(bob)];
    const { status, headers } = reader.response;
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "text/event-stream",
      "no-store",
    ]);
    const { now: _, machine, epoch: _epoch, ...welcome } = await reader.hears("welcome");
    const rooms = [[room.id, 1, 0, 0, 0]];
    expect(welcome).toEqual({
      type: "welcome",
      userId: bob.id,
      version: "0.1.0",
      rooms,
      kept: [],
      noPreviews: true,
    });
    expect(house.machines).toContain(machine);
    const isReceived = (type: string) => Promise.all([line, reader].map((ear) => ear.hears(type)));
    await ann.says(room, "감자\n\n🥔");
    const [onSocket, onFeed] = await isReceived("message.new");
    expect(onFeed).toEqual(onSocket);
    await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 2 });
    await isReceived("room.read");
    await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "new" });
    await isReceived("room.changed");
    await bob.call("PUT", `/api/friends/${ann.id}`, {});
    await isReceived("friend.changed");
    await ann.group("another", [bob]);
    await isReceived("room.joined");
    await ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
    await isReceived("room.left");
  });

  test("has an id for every event, each another", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("news");
    const [one, other] = [await Reader.open(ann), await Reader.open(ann)];
    for (let n = 0; n < 5; n++) await ann.says(room, `${n}`);
    for (const reader of [one, other])
      await reader.hears("message.new", ({ message }) => message.text === "4");
    expect([one.ids.length, other.ids.length]).toEqual([one.received.length, other.received.length]);
    expect(new Set([...one.ids, ...other.ids]).size).toBe(one.ids.length + other.ids.length);
  });

  test("says welcome first, also where its rooms are never quiet", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("busy", [bob]);
    const opening = new AbortController();
    const talk = async () => {
      while (!opening.signal.aborted) await ann.says(room, "hi");
    };
    const talking = Promise.all([talk(), talk(), talk()]);
    const readers = await Promise.all(Array.from({ length: 20 }, () => Reader.open(bob)));
    await Promise.all(readers.map((reader) => reader.hears("message.new")));
    opening.abort();
    await talking;
    for (const reader of readers) expect(reader.received[0]?.type).toBe("welcome");
    // What the welcome did not include was delivered after it.
    for (const { received } of readers) {
      const [[, head]] = (received[0] as any).rooms;
      expect((received[1] as any).message.seq).toBeLessThanOrEqual(head + 1);
    }
  });

  test("keeps to what blocks hide", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await ann.says(room, "hi");
    await bob.call("PUT", `/api/blocks/${ann.id}`);
    const reader = await Reader.open(bob);
    await ann.says(room, "hidden");
    await bob.call("DELETE", `/api/blocks/${ann.id}`);
    await ann.says(room, "shown");
    // A message from before the welcome may be delivered once more, by another machine.
    const { message } = await reader.hears("message.new", (frame) => frame.message.text !== "hi");
    expect(message.text).toBe("shown");
  });

  test("wants a token in its header, and takes none elsewhere", async () => {
    const [ann] = await guests(1);
    const answers = [
      await fetch(`${house.url}/api/feed`),
      await fetch(`${house.url}/api/feed?token=${ann.token}&access_token=${ann.token}`),
      await fetch(`${house.url}/api/feed`, { headers: { authorization: `Bearer ${ann.token}x` } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test("ends when its token does", async () => {
    const [ann] = await guests(1);
    const { token, expiresAt } = lasting(ann, 1800);
    const reader = await Reader.open({ token });
    await reader.ended;
    expect(Date.now()).toBeWithin(expiresAt, expiresAt + 1000);
    expect(types(reader)).toEqual(["welcome"]);
  });

  test("ends within a second when its session does, and others go on", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("news");
    const phone = await ann.again("phone");
    const [mine, other] = [await Reader.open(ann), await Reader.open(phone)];
    await other.hears("welcome");
    const endedAt = performance.now();
    await phone.call("DELETE", "/api/sessions/current");
    await other.ended;
    expect(performance.now() - endedAt).toBeLessThan(1000);
    await ann.says(room, "still here");
    await mine.hears("message.new");
    expect((await Reader.open(phone, other.lastId)).response.status).toBe(401);
  });
});

describe("when its reader goes", () => {
  test("in the middle of all that is said, nobody else misses anything", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("busy", [bob]);
    const [line, staying] = [await ann.socket(), await Reader.open(bob)];
    const leaving = await Promise.all(Array.from({ length: 30 }, () => Reader.open(bob)));
    const sent = Array.from({ length: 90 }, async (_, n) => {
      const answer = ann.says(room, "hi");
      if (n % 3 === 0) leaving[n / 3]?.close();
      expect((await answer).status).toBe(201);
    });
    await Promise.all(sent);
    for (const ear of [line, staying]) {
      await ear.hears("message.new", ({ message }) => message.seq === 91);
      const seqs = ear.all("message.new").map(({ message }) => message.seq);
      expect(seqs).toEqual(Array.from({ length: 90 }, (_, index) => index + 2));
    }
  });
});

// Bun, and every proxy, closes an idle connection.
test("a feed where nothing is said stays open: a comment every 15 seconds keeps it", async () => {
  await Promise.race([quiet.ended, quiet.commented]);
  expect([quiet.comments > 0, ...types(quiet)]).toEqual([true, "welcome"]);
}, 18_000);
