// Each peer as it is measured: a separate process, driven through its dialect.
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { MESSAGE, type Person, REFUSED, ACK } from "../generator/dialect";
import { dialects } from "../generator/dialects";
import { preparePeople } from "./crowd";
import { ackingEarly, dropping, durable } from "./durable/peer";
import { ours } from "./ours/peer";
import type { Peer } from "./peer";
import { broken, peers } from "./peers";
import { missing } from "./programs";
import { type Running, start } from "./start";
import { TestClient } from "./trial/client";

// Two rooms of two, and one for all four.
const crowd = { people: 4, roomSizes: [2, 4] };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanups.splice(0).reverse()) await end();
});

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "potato-peer-"));
  cleanups.push(async () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function open(peer: Peer, dir: string): Promise<Running> {
  const running = await start(peer, dir);
  cleanups.push(() => running.kill("SIGKILL"));
  return running;
}

async function connectAll(peer: Peer, { url }: Running, people: Person[]): Promise<TestClient[]> {
  const dialect = dialects[peer.dialect];
  if (!dialect) throw new Error(`There is no dialect ${peer.dialect}`);
  const clients = await Promise.all(people.map((person) => TestClient.connect(url, dialect, person)));
  cleanups.push(async () => clients.forEach((client) => client.leave()));
  return clients;
}

async function startWithFour(peer: Peer) {
  const dir = newDir();
  const people = await preparePeople(peer, dir, crowd);
  const running = await open(peer, dir);
  const [ann, bob, cleo, dan] = (await connectAll(peer, running, people)) as [
    TestClient,
    TestClient,
    TestClient,
    TestClient,
  ];
  return { dir, running, ann, bob, cleo, dan, everyone: [ann, bob, cleo, dan] };
}

// Peers that must be built first are checked by peers/try.ts.
const runnable = Object.values(peers).filter((peer) => !peer.build && missing(peer).length === 0);

test("every peer, broken ones included, is listed by its name and has a dialect", () => {
  for (const [name, peer] of Object.entries({ ...peers, ...broken })) {
    expect(peer.name).toBe(name);
    expect(Object.keys(dialects)).toContain(peer.dialect);
  }
});

describe.each(runnable.map((peer): [string, Peer] => [peer.name, peer]))("%s", (_name, peer) => {
  test("a message is delivered once to everyone in its room, to nobody else, and acked", async () => {
    const { ann, bob, cleo, dan, everyone } = await startWithFour(peer);
    const [small, large] = ann.person.rooms as [string, string];
    ann.says(small, "client-1", "감자 one");
    await Promise.all([ann.hears("감자 one"), bob.hears("감자 one")]);
    cleo.says(large, "client-2", "감자 two");
    await Promise.all(everyone.map((one) => one.hears("감자 two")));
    await Promise.all([ann.isAcked("client-1"), cleo.isAcked("client-2")]);
    // A fence: anything else that was sent has arrived before it.
    dan.says(large, "client-3", "감자 three");
    await Promise.all(everyone.map((one) => one.hears("감자 three")));
    await dan.isAcked("client-3");

    for (const one of [ann, bob]) expect(one.textsHeard()).toEqual(["감자 one", "감자 two", "감자 three"]);
    for (const one of [cleo, dan]) expect(one.textsHeard()).toEqual(["감자 two", "감자 three"]);
    expect(everyone.map((one) => one.framesOf(ACK).length)).toEqual([1, 0, 1, 1]);
    expect(everyone.flatMap((one) => one.framesOf(REFUSED))).toEqual([]);
  });

  test("its frames have our fields in our order, and seqs without gaps", async () => {
    const { ann, bob } = await startWithFour(peer);
    const [small] = ann.person.rooms as [string];
    for (const nth of [1, 2]) {
      ann.says(small, `client-${nth}`, `text ${nth}`);
      await bob.hears(`text ${nth}`);
      await ann.isAcked(`client-${nth}`);
    }
    const acks = ann.framesOf(ACK).map(fieldsOf);
    const [first] = acks as [{ seq: number }];
    for (const [index, frame] of bob.framesOf(MESSAGE).entries()) {
      const place = { seq: first.seq + index, clientId: `client-${index + 1}` };
      const { at, ...ack } = acks[index] as { at: number };
      expect(ack).toEqual({ roomId: small, ...place });
      const message = { roomId: small, ...place, authorId: ann.person.userId, kind: "text" };
      const rest = { text: `text ${index + 1}`, event: null, at, ...nothing, unread: 1 };
      expect(frame).toContain(`"message":${JSON.stringify({ ...message, ...rest })}}`);
    }
  });

  test("SIGTERM ends it", async () => {
    const running = await open(peer, newDir());
    await running.kill("SIGTERM");
    const isGone = await fetch(running.url.replace("ws:", "http:")).then(
      () => false,
      () => true,
    );
    expect(isGone).toBe(true);
  });
});

describe("ours", () => {
  // One more than a person may send in ten seconds.
  const many = Array.from({ length: 101 }, (_, nth) => `client-${nth}`);
  const sayMany = async (peer: Peer) => {
    const { ann } = await startWithFour(peer);
    const [room] = ann.person.rooms as [string];
    for (const clientId of many) ann.says(room, clientId, "감자");
    await ann.hasAnswers(many.length);
    return ann.framesOf(REFUSED).length;
  };

  test("refuses messages above the limit", async () => {
    expect(await sayMany(ours)).toBe(1);
  });

  test("without limits, accepts them", async () => {
    expect(await sayMany({ ...ours, env: { ...ours.env, LIMITS: "off" } })).toBe(0);
  });
});

describe("durable", () => {
  test("acked messages survive a kill, and seqs continue", async () => {
    const { dir, running, ann } = await startWithFour(durable);
    const [room] = ann.person.rooms as [string];
    ann.says(room, "client-1", "one");
    await ann.isAcked("client-1");
    await running.kill("SIGKILL");
    const again = await open(durable, dir);
    expect(await history(again, room)).toEqual(["client-1"]);
    const [back] = (await connectAll(durable, again, [ann.person])) as [TestClient];
    back.says(room, "client-2", "two");
    await back.isAcked("client-2");
    expect(back.framesOf(ACK)[0]).toContain('"seq":2');
    expect(await history(again, room)).toEqual(["client-1", "client-2"]);
  });

  test("when broken to ack early, it loses acked messages on a kill", async () => {
    const { dir, running, ann, bob } = await startWithFour(ackingEarly(600_000));
    const [room] = ann.person.rooms as [string];
    ann.says(room, "client-1", "one");
    await Promise.all([ann.isAcked("client-1"), bob.hears("one")]);
    await running.kill("SIGKILL");
    expect(await history(await open(durable, dir), room)).toEqual([]);
  });

  test("when broken to drop, it drops one delivery in the given number", async () => {
    const { ann, everyone } = await startWithFour(dropping(8));
    const [, room] = ann.person.rooms as [string, string];
    const texts = ["one", "two", "three", "four", "fence"];
    for (const text of texts) {
      ann.says(room, `client-${text}`, text);
      await ann.isAcked(`client-${text}`);
    }
    await Promise.all(everyone.map((one) => one.hears("fence")));
    const heard = everyone.map((one) => one.textsHeard().length).reduce((sum, one) => sum + one);
    // 20 deliveries: the 8th and the 16th are left out.
    expect(heard).toBe(18);
  });
});

// The rest of a message without replies, edits or reactions.
const nothing = {
  replyTo: null,
  mentions: [],
  attachments: [],
  reactions: [],
  editedAt: null,
  deletedAt: null,
};

/** The fields of an ack, without the event name, which each dialect writes differently. */
const fieldsOf = (frame: string): object =>
  JSON.parse(`{${frame.slice(frame.indexOf('"roomId"')).replace(/\]$/, "")}`) as object;

async function history({ url }: Running, room: string): Promise<unknown> {
  return (await fetch(`${url.replace("ws:", "http:")}/history?room=${room}`)).json();
}
