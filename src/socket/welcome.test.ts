import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import * as crowds from "../../db/accounts/crowd";
import { history } from "../../db/history/history";
import * as local from "../bus/local";
import { guests, house, Line, openHouse } from "../guests";
import { Raw } from "../raw";

beforeAll(() => openHouse());
afterAll(() => house.close());

const words = {
  kind: "text" as const,
  text: "감자",
  event: null,
  replySeq: null,
  mentions: [],
  hiddenFrom: null,
};

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
    expect(line.heard.map((frame: any) => [frame.type, frame.rooms.length, frame.last])).toEqual([
      ["welcome", 500, undefined],
      ["heads", 500, false],
      ["heads", 200, true],
    ]);
    const rooms = line.heard.flatMap((frame: any) => frame.rooms);
    expect(new Set(rooms.map(([id]: any) => id))).toEqual(new Set(ids));
    const top = new Map(rooms.slice(0, 10).map(([id, ...standing]: any) => [id, standing]));
    expect(top).toEqual(new Map(busy.map((id) => [id, [1, 0, 1]])));
    expect(rooms[10].slice(1)).toEqual([0, 0, 0]);
    // All of them are heard, also those that came last.
    const [roomId] = rooms.at(-1);
    await ann.call("POST", `/api/rooms/${roomId}/messages`, { clientId: "client-id", text: "hi" });
    await line.hears("message.new", ({ message }) => message.roomId === roomId);
  });

  test("of exactly 500, the end is said by heads without a room", async () => {
    const [ann] = await guests(1);
    crowds.groups([ann.id], 500);
    const line = await ann.socket();
    await line.fence();
    expect(line.heard.map(({ type }) => type)).toEqual(["welcome", "heads", "pong"]);
    expect((line.heard[0] as any).rooms).toHaveLength(500);
    expect(line.heard[1]).toEqual({ type: "heads", rooms: [], last: true });
  });
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
    // The kernels on both sides take some megabytes before anything waits here.
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
    // Nobody else was kept waiting, or missed anything.
    await quick.hears("message.new", ({ message }) => message.seq === head);
    expect(quick.all("message.new")).toHaveLength(head - 1);
  }, 20_000);
});
