import { afterEach, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, type Line } from "../testing/people/guests";
import { breakingDisk, type Disk, noDisks, smallDisk } from "../testing/servers/mounts";
import { startProcess } from "../testing/servers/processes";

// What people see of a disk that fails, and that nothing acked is lost by it.

let disk: Disk | undefined;
afterEach(async () => {
  await house.stop();
  disk?.remove();
});

const sentence = "감자는 언제 먹어도 맛있다. ".repeat(60);
const send = (line: Line, room: Room, clientId: string) =>
  line.say({ type: "message.send", roomId: room.id, clientId, text: sentence });

async function inARoom() {
  const [ann, bob] = await guests(2);
  const room = await ann.group("disk", [bob]);
  const [mine, theirs] = [await ann.socket(), await bob.socket()];
  return { ann, bob, room, mine, theirs };
}

/** Says one thing after the other until the disk takes no more; answers the refusal. */
async function saysUntilRefused(line: Line, room: Room) {
  const isOver = () => line.all("refused").length > 0;
  for (let n = 0; n < 20_000 && !isOver(); n += 20) {
    for (let k = n; k < n + 20; k++) send(line, room, `until-full-${k}`);
    await line.fence();
  }
  return line.hears("refused");
}

// Where a hundred do not fit any more, one still may.
async function saysUntil503(guest: Guest, room: Room) {
  let answer = await guest.says(room, sentence);
  for (let n = 0; n < 500 && answer.status === 201; n++) answer = await guest.says(room, sentence);
  expect(answer.status).toBe(503);
  return answer;
}

async function seqsOf(reader: Guest, room: Room): Promise<number[]> {
  const seqs: number[] = [];
  for (let isMore = true; isMore;) {
    const page = await reader.history(room, `?after=${seqs.at(-1) ?? 0}&limit=200`);
    seqs.push(...page.messages.map(({ seq }: { seq: number }) => seq));
    isMore = page.more.after;
  }
  return seqs;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const acked = (line: Line) => line.all("message.sent").map(({ seq }) => seq);

test.skipIf(noDisks !== undefined)(
  "a full disk refuses what is new, goes on with what is there, and takes messages again by itself",
  async () => {
    const small = smallDisk("4m");
    disk = small;
    await startProcess({}, small.dir);
    const { ann, bob, room, mine, theirs } = await inARoom();
    const refused = await saysUntilRefused(mine, room);
    expect(refused).toMatchObject({ roomId: room.id, code: "overloaded", retryAfterMs: expect.any(Number) });
    const byRest = await saysUntil503(bob, room);
    expect(byRest.body.code).toBe("overloaded");
    expect(byRest.headers.get("retry-after")).toBe("2");

    // Reading goes on, and a repeat of what is stored is still acked.
    const before = await seqsOf(bob, room);
    expect(before).toEqual(upTo(before.length));
    expect(before.slice(1)).toEqual(expect.arrayContaining(acked(mine)));
    send(mine, room, "until-full-0");
    await mine.fence();
    expect(mine.all("message.sent").at(-1)).toMatchObject({ clientId: "until-full-0", seq: 2 });
    const renamed = await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "no space" });
    expect(renamed.body.code).toBe("overloaded");

    small.grow("64m");
    send(mine, room, refused.ref);
    await mine.hears("message.sent", ({ clientId }) => clientId === refused.ref);
    const after = await seqsOf(bob, room);
    expect(after).toEqual(upTo(after.length));
    await theirs.hears("message.new", ({ message }) => message.seq === after.length);
    expect(theirs.all("message.new").map(({ message }) => message.seq)).toEqual(after.slice(1));
  },
  20_000,
);

test.skipIf(noDisks !== undefined)(
  "a server on a full disk ends when it is told to, and starts again: what is there is read",
  async () => {
    const small = smallDisk("4m");
    disk = small;
    const { stop } = await startProcess({}, small.dir);
    const { bob, room, mine } = await inARoom();
    await saysUntilRefused(mine, room);
    const sent = acked(mine);
    await stop();
    expect(await mine.closed).toBe(1012);
    await startProcess({}, small.dir);
    expect((await seqsOf(bob, room)).slice(1)).toEqual(sent);
  },
  20_000,
);

test.skipIf(noDisks !== undefined)(
  "a disk that becomes read-only refuses, is still read, and has all that was acked once it is mended",
  async () => {
    const breaking = breakingDisk();
    disk = breaking;
    const { stop } = await startProcess({}, breaking.dir);
    const { bob, room, mine, theirs } = await inARoom();
    for (let n = 0; n < 50; n++) send(mine, room, `client-id-${n}`);
    await theirs.hears("message.new", ({ message }) => message.seq === 51);
    breaking.breaks();
    const refused = await saysUntilRefused(mine, room);
    expect(["read-only", "overloaded"]).toContain(refused.code);
    const sent = acked(mine);
    expect(await seqsOf(bob, room)).toEqual(upTo(sent.length + 1));

    await stop();
    breaking.mended();
    await startProcess({}, breaking.dir);
    expect((await seqsOf(bob, room)).slice(1)).toEqual(sent);
    expect((await bob.says(room, "again")).body.message.seq).toBe(sent.length + 2);
  },
  20_000,
);
