import { beforeEach, expect, test } from "bun:test";

import { dropped } from "../../measures";
import { encode, type ReceivedFact, type MachineFact, type RoomFact } from "../facts";
import { type Envelopes, openEnvelopes } from "./envelope";
import { openInbox } from "./inbox";

// What comes over Redis, as whoever reaches Redis can make it: forged, changed, moved, brought again, kept for later.

const SECRET = "the secret of these machines, long enough";
const ROOM = "room channel";
const ALL = "channel of all";
const typing: RoomFact = { type: "typing", userId: "ann" };

let [mine, theirs]: [Envelopes, Envelopes] = [openEnvelopes(SECRET), openEnvelopes(SECRET)];
let received: ReceivedFact[];
let receivedByAll: MachineFact[];
let [doubts, backs, beats, greetings] = [0, 0, 0, 0];
let inbox: ReturnType<typeof openInbox>;
let before: Map<string, number>;
const counted = () =>
  Object.fromEntries(
    [...dropped.of].flatMap(([why, n]) => (n > before.get(why)! ? [[why, n - before.get(why)!]] : [])),
  );

beforeEach(() => {
  [mine, theirs] = [openEnvelopes(SECRET), openEnvelopes(SECRET)];
  [received, receivedByAll] = [[], []];
  [doubts, backs, beats, greetings] = [0, 0, 0, 0];
  inbox = openInbox(
    mine,
    {
      room: (_, facts) => void received.push(...facts),
      all: (fact) => void receivedByAll.push(fact),
      back: () => void backs++,
      doubt: () => void doubts++,
    },
    { beat: () => void beats++, greet: () => void greetings++ },
  );
  before = new Map(dropped.of);
});

const room = (payload: string) => inbox.receive(ROOM, "a-room", payload);
const all = (payload: string) => inbox.receive(ALL, undefined, payload);
const sealed = (by: Envelopes, ...facts: (RoomFact | MachineFact)[]) => by.seal(ROOM, facts.map(encode));
const beat = (by: Envelopes, to: Envelopes) => by.seal(ALL, [encode({ type: "beat", heard: [to.own] })]);
/** From now on this machine knows that the other one is there now. */
const greet = () => all(beat(theirs, mine));

test("what a machine has sealed is heard, once and in its order", () => {
  greet();
  const [first, second] = [sealed(theirs, typing), sealed(theirs, typing, { type: "private", seq: 3 })];
  room(second);
  expect(received.map(({ type }) => type)).toEqual(["typing", "private"]);
  for (const again of [second, first]) room(again);
  expect(received).toHaveLength(2);
  expect([counted(), doubts]).toEqual([{ repeated: 2 }, 2]);
});

test("what is forged, changed, cut or moved to another channel is counted, dropped and doubted", () => {
  greet();
  const payload = sealed(theirs, typing);
  const [head = "", body = ""] = payload.split("\n");
  const [version, from, n, proof = ""] = head.split(" ");
  const foreign = sealed(openEnvelopes("the secret of other machines, long enough"), typing);
  const forged = [
    "",
    "\n",
    " ",
    body,
    `\n${body}`,
    head,
    `${head}\n`,
    `${head}\n${body}\n`,
    `${head} \n${body}`,
    // As machines of before spoke.
    `a1b2c3d4\nsaid 7 {"type":"message.new","message":{"roomId":"a-room"}}`,
    foreign,
    `${version} ${from} ${n} ${"A".repeat(43)}\n${body}`,
    `${version} ${from} ${n} \n${body}`,
    payload.replace("ann", "bob"),
    `${version} ${from} ${Number(n) + 1} ${proof}\n${body}`,
    `${version} ${openEnvelopes(SECRET).own} ${n} ${proof}\n${body}`,
    `${version} ${from} ${n} ${proof.slice(0, -4)}\n${body}`,
    theirs.seal("another channel", [encode(typing)]),
    `2 ${"x".repeat(100_000)}\n${body}`,
  ];
  for (const one of forged) room(one);
  expect([received, counted(), doubts]).toEqual([[], { forged: forged.length }, forged.length]);
  // It was none of these.
  room(payload);
  expect(received).toHaveLength(1);
});

test("whoever starts today believes nothing of yesterday: first a machine must say that it hears this very start", () => {
  const yesterday = openEnvelopes(SECRET);
  const kept = [beat(theirs, yesterday), sealed(theirs, typing), beat(theirs, yesterday)];
  for (const [nth, payload] of kept.entries()) (nth === 1 ? room : all)(payload);
  all(theirs.seal(ALL, [encode({ type: "changed" })]));
  expect([received, receivedByAll, greetings]).toEqual([[], [], 1]);
  expect(counted()).toEqual({ unproven: 2 });
  // It answers the greeting. What came before may have been true: it is read where it is stored.
  greet();
  expect(backs).toBe(1);
  room(sealed(theirs, typing));
  all(theirs.seal(ALL, [encode({ type: "changed" })]));
  expect([received.length, receivedByAll]).toEqual([1, [{ type: "changed" }]]);
});

test("what is brought back of many machines of before is not kept without end", () => {
  for (let n = 0; n < 1000; n++) all(beat(openEnvelopes(SECRET), theirs));
  expect(inbox.peers().length).toBeLessThan(100);
  greet();
  for (let n = 0; n < 1000; n++) all(beat(openEnvelopes(SECRET), theirs));
  room(sealed(theirs, typing));
  expect(received).toHaveLength(1);
});

test("a machine that is silent for long says anew that it is there", () => {
  greet();
  for (let n = 0; n < 16; n++) inbox.age();
  expect(inbox.peers()).toEqual([]);
  room(sealed(theirs, typing));
  expect([received, greetings]).toEqual([[], 2]);
});

test("a machine hears itself by its own beat, and by no beat of before", () => {
  const own = beat(mine, theirs);
  all(own);
  all(own);
  expect([beats, counted()]).toEqual([1, { repeated: 1 }]);
  // Of rooms it needs nothing of its own.
  room(sealed(mine, typing));
  expect(received).toEqual([]);
});

test("one fact without a shape costs none of the others, and the room is doubted", () => {
  greet();
  room(theirs.seal(ROOM, ["{", encode(typing), '{"type":"typing","userId":7}', encode(typing)]));
  expect([received, counted(), doubts]).toEqual([[typing, typing] as ReceivedFact[], { malformed: 2 }, 1]);
});
