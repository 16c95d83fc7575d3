import { afterAll, beforeAll, expect, test } from "bun:test";

import type { ServerFrame } from "../protocol/frames";
import { notifyAt, type Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const keep = (guest: Guest, room: Room, own: object) => guest.call("PATCH", `/api/rooms/${room.id}/me`, own);

test("how I keep a room is heard on all my devices, whole, and by nobody else", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("keep", [bob]);
  const phone = await ann.again();
  const [here, there, theirs] = await Promise.all([ann.socket(), phone.socket(), bob.socket()]);
  const feed = await Reader.open(phone);
  await feed.hears("welcome");
  await keep(ann, room, { favourite: true });
  await keep(phone, room, { notify: "mentions" });
  await keep(ann, room, { markedUnread: true });
  await keep(ann, room, { markedUnread: false, favourite: false, notify: "none" });
  const frame = { type: "room.kept", roomId: room.id };
  const all = [
    { ...frame, notify: "all", notifyUntil: null, favourite: true, markedUnread: false },
    { ...frame, notify: "mentions", notifyUntil: null, favourite: true, markedUnread: false },
    { ...frame, notify: "mentions", notifyUntil: null, favourite: true, markedUnread: true },
    { ...frame, notify: "none", notifyUntil: null, favourite: false, markedUnread: false },
  ];
  for (const ear of [here, there, feed]) {
    await ear.hears("room.kept", ({ notify }) => notify === "none");
    expect(ear.all("room.kept")).toEqual(all);
  }
  await theirs.fence();
  expect(theirs.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  for (const ear of [here, there, theirs, feed]) ear.close();
});

test("what changes nothing, or is refused, says nothing", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("keep", [bob]);
  await keep(ann, room, { favourite: true, markedUnread: true });
  const line = await ann.socket();
  for (const own of [{}, { favourite: true }, { markedUnread: true }, { notify: "all" }, { notify: "some" }])
    await keep(ann, room, own);
  await line.fence();
  expect(line.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  line.close();
});

test("reading takes the mark away by `room.read` alone", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("mark");
  await keep(ann, room, { markedUnread: true });
  const line = await ann.socket();
  await ann.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 1 });
  await line.hears("room.read");
  await line.fence();
  expect(line.all("room.kept")).toEqual([]);
  line.close();
});

test("a time to end holds until then, for whoever reads it, and is one with what ends", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("for an hour");
  const line = await ann.socket();
  const until = Date.now() + 3600_000;
  const soon = await keep(ann, room, { notify: "none", notifyUntil: until });
  expect(soon.body.room.me).toMatchObject({ notify: "none", notifyUntil: until });
  await line.hears("room.kept", ({ notifyUntil }) => notifyUntil === until);
  // Another setting leaves it as it is; a choice without a time is for good.
  expect((await keep(ann, room, { favourite: true })).body.room.me).toMatchObject({ notifyUntil: until });
  const forGood = await keep(ann, room, { notify: "none" });
  expect(forGood.body.room.me).toMatchObject({ notify: "none", notifyUntil: null });
  // What is over, and what ends as it began, are "all" for good.
  for (const own of [
    { notify: "none", notifyUntil: Date.now() - 1 },
    { notify: "all", notifyUntil: until },
  ])
    expect((await keep(ann, room, own)).body.room.me).toMatchObject({ notify: "all", notifyUntil: null });
  expect((await keep(ann, room, { notifyUntil: until })).status).toBe(422);
  line.close();
});

test("a time that is past is past, without anybody doing anything", () => {
  const muted = { notify: "none", notifyUntil: 1000 } as const;
  expect(notifyAt(muted, 999)).toEqual(muted);
  expect(notifyAt(muted, 1000)).toEqual({ notify: "all", notifyUntil: null });
  expect(notifyAt({ notify: "mentions", notifyUntil: null }, 1000)).toMatchObject({ notify: "mentions" });
});

test("a welcome says which rooms are kept otherwise than at first, so that what was missed shows", async () => {
  const [ann] = await guests(1);
  const [plain, muted, marked] = [
    await ann.group("plain"),
    await ann.group("muted"),
    await ann.group("marked"),
  ];
  await keep(ann, muted, { notify: "none", favourite: true });
  await keep(ann, marked, { markedUnread: true });
  const line = await ann.socket();
  const { rooms, kept }: Extract<ServerFrame, { type: "welcome" }> = await line.hears("welcome");
  expect(rooms.map(([id]) => id)).toContain(plain.id);
  expect(kept?.toSorted((one, other) => one.notify.localeCompare(other.notify))).toEqual([
    { roomId: marked.id, notify: "all", notifyUntil: null, favourite: false, markedUnread: true },
    { roomId: muted.id, notify: "none", notifyUntil: null, favourite: true, markedUnread: false },
  ]);
  line.close();
});

test("whatever order reading and marking come in, the last frame says what holds", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("race", [bob]);
  const line = await ann.socket();
  await line.hears("welcome");
  for (let round = 1; round <= 20; round++) {
    const body = { clientId: `race-${String(round).padStart(4, "0")}`, text: "hi" };
    const said = await bob.call("POST", `/api/rooms/${room.id}/messages`, body);
    await Promise.all([
      ann.call("PUT", `/api/rooms/${room.id}/reading`, { seq: said.body.message.seq }),
      keep(ann, room, { markedUnread: round % 2 === 1 }),
      keep(ann, room, { markedUnread: round % 3 === 1 }),
    ]);
    await line.fence();
    const { markedUnread } = (await ann.call("GET", `/api/rooms/${room.id}`)).body.room.me;
    const isLastSaid = () =>
      (line.received.findLast(({ type }) => type === "room.kept" || type === "room.read")?.["markedUnread"] ??
        false) === markedUnread;
    // From another machine the last frame may still be on its way.
    await line.hears("welcome", isLastSaid);
  }
  line.close();
});
