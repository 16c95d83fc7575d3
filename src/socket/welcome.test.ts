import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import * as crowds from "../../db/accounts/crowd";
import { history, plain } from "../../db/history/history";
import * as local from "../bus/local";
import { guests, house, Line, openHouse, useHouse } from "../testing/people/guests";
import { Raw } from "../testing/wire/raw";
import { slowLink } from "../testing/wire/relay";

beforeAll(() => openHouse());
afterAll(() => house.close());

const words = { ...plain, text: "감자" };

describe("someone in 1,200 rooms", () => {
  test("is welcomed with 500 of them, newest activity first, and the rest come after", async () => {
    const [ann] = await guests(1);
    const [bob] = crowds.crowd(1) as [string];
    const ids = crowds.groups([bob, ann.id], 1200);
    const busy = ids.slice(300, 310);
    for (const roomId of busy)
      await history.append([{ ...words, roomId, authorId: bob, clientId: "client-id" }]);
    const line = await Line.open();
    line.say({ type: "hello", token: ann.token });
    await line.hears("heads", ({ last }) => last);
    expect(line.received.map((frame: any) => [frame.type, frame.rooms.length, frame.last])).toEqual([
      ["welcome", 500, undefined],
      ["heads", 500, false],
      ["heads", 200, true],
    ]);
    const rooms = line.received.flatMap((frame: any) => frame.rooms);
    expect(new Set(rooms.map(([id]: any) => id))).toEqual(new Set(ids));
    const top = new Map(rooms.slice(0, 10).map(([id, ...standing]: any) => [id, standing]));
    expect(top).toEqual(new Map(busy.map((id) => [id, [1, 0, 1, 0]])));
    expect(rooms[10].slice(1)).toEqual([0, 0, 0, 0]);
    // Subscribed to all rooms, the last ones included.
    const [roomId] = rooms.at(-1);
    await ann.call("POST", `/api/rooms/${roomId}/messages`, { clientId: "client-id", text: "hi" });
    await line.hears("message.new", ({ message }) => message.roomId === roomId);
  });

  test("of exactly 500, the end is said by heads without a room", async () => {
    const [ann] = await guests(1);
    crowds.groups([ann.id], 500);
    const line = await ann.socket();
    await line.fence();
    expect(line.received.map(({ type }) => type)).toEqual(["welcome", "heads", "pong"]);
    expect((line.received[0] as any).rooms).toHaveLength(500);
    expect(line.received[1]).toEqual({ type: "heads", rooms: [], kept: [], last: true });
  });
});

describe("someone in 2,000 rooms, over a link of 64 kB a second", () => {
  test("is told of all of them, whole and in order, and is not closed for being slow while others talk", async () => {
    const [ann, bob] = await guests(2);
    const ids = crowds.groups([bob.id, ann.id], 2000);
    const room = { id: ids[1234]! };
    const direct = house;
    const link = await slowLink(64 * 1024);
    useHouse({ ...house, url: link.url });
    const begun = performance.now();
    const line = await Line.open();
    useHouse(direct);
    line.say({ type: "hello", token: ann.token });
    let sent = 0;
    // Only as much as the link can carry: the next batch is sent when the last has been received.
    while (line.all("heads").length < 3) {
      for (const last = sent + 20; sent < last; sent++) {
        const body = { clientId: `slow-link-${sent}`, text: `${sent}` };
        await bob.call("POST", `/api/rooms/${room.id}/messages`, body);
      }
      await line.hears("message.new", ({ message }) => message.seq === sent);
    }
    // The link was the bottleneck: the frames are more than 64 kB.
    expect(performance.now() - begun).toBeGreaterThan(1000);
    const frames = line.received.filter(({ type }) => type !== "message.new");
    expect(frames.map((frame: any) => [frame.type, frame.rooms.length, frame.last])).toEqual([
      ["welcome", 500, undefined],
      ["heads", 500, false],
      ["heads", 500, false],
      ["heads", 500, true],
    ]);
    const roomIds = frames.flatMap((frame: any) => frame.rooms.map(([id]: [string]) => id)) as string[];
    expect(roomIds.toSorted()).toEqual(ids.toSorted());
    const seqs = line.all("message.new").map(({ message }) => message.seq);
    const [, head] = frames.flatMap((frame: any) => frame.rooms).find(([id]: any) => id === room.id);
    expect(seqs[0]).toBeLessThanOrEqual(head + 1);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => seqs[0] + index));
    expect(seqs.at(-1)).toBe(sent);
    await line.fence();
    link.close();
  }, 20_000);
});

describe("who does not read", () => {
  test("is closed and never silently skipped: what they got is whole up to where it ends", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("flood", [bob, cat]);
    const [slow, quick] = [await Raw.webSocket(), await cat.socket()];
    slow.say({ type: "hello", token: bob.token });
    expect(await slow.frame()).toMatchObject({ type: "welcome" });
    slow.stopReading();
    const text = "가".repeat(5000);
    let head = 1;
    // The kernels on both sides buffer some megabytes before anything waits in the server.
    for (; local.isHere(bob.id) && head < 2000; head += 10) {
      await Promise.all(Array.from({ length: 10 }, () => ann.says(room, text)));
    }
    expect(local.isHere(bob.id)).toBe(false);
    slow.readOn();
    const seqs: number[] = [];
    for (let frame = await slow.frame<any>(); frame; frame = await slow.frame<any>())
      seqs.push(frame.message.seq);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 2));
    expect(seqs.length).toBeLessThan(head - 1);
    await slow.ended;
    // Others neither waited nor missed anything.
    await quick.hears("message.new", ({ message }) => message.seq === head);
    expect(quick.all("message.new")).toHaveLength(head - 1);
  }, 20_000);
});
