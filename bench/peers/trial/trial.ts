import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Dialect, Person } from "../../generator/dialect";
import type { Peer } from "../peer";
import { start } from "./server";
import { Voice } from "./voice";

/** Of all that must come, the latest; a server in its first seconds is slow. */
const DEADLINE_MS = 30_000;

interface Said {
  author: Voice;
  roomId: string;
  clientId: string;
  text: string;
}

/** Lets four people talk, all together and in pairs, and answers with what went wrong. What comes twice shows at the latest with what is said after it. */
export async function tried(peer: Peer, dialect: Dialect, deadlineMs = DEADLINE_MS): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "potato-trial-"));
  try {
    const people = (await peer.prepare?.(dir, { people: 4, roomSizes: [4, 2] })) ?? madeUp();
    const server = await start(peer, dir);
    const enter = (person: Person) => Voice.enter(person, { dialect, address: server.address, deadlineMs });
    try {
      return await meet(people.map(enter));
    } finally {
      await server.stop();
    }
  } catch (fault) {
    return [String(fault)];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function meet(people: Promise<Voice>[]): Promise<string[]> {
  const voices = await Promise.all(people);
  const all = [...(await talk(voices)), ...(await talk(voices))];
  for (const voice of voices) voice.leave();
  return voices.flatMap((voice) => wrong(voice, all));
}

function madeUp(): Person[] {
  return ["one", "two", "three", "four"].map((name, i) => ({
    userId: `user-${name}`,
    username: name,
    accessToken: `token-${name}`,
    rooms: ["room-of-all", i < 2 ? "room-left" : "room-right"],
  }));
}

/** Everyone says something in each of their rooms, at once; over when all have heard it and have their acks. */
async function talk(voices: Voice[]): Promise<Said[]> {
  const said = voices.flatMap((author) =>
    author.person.rooms.map((roomId) => ({
      author,
      roomId,
      clientId: crypto.randomUUID(),
      text: `감자 ${crypto.randomUUID()}`,
    })),
  );
  for (const { author, roomId, clientId, text } of said) author.say(roomId, clientId, text);
  for (const voice of voices)
    for (const one of said) {
      await voice.until(`heard ${one.text}`, () => times(voice.heard, one.text) >= hearings(voice, one));
      await voice.until(`told of ${one.clientId}`, () => acks(voice, one) >= (one.author === voice ? 1 : 0));
    }
  return said;
}

function wrong(voice: Voice, all: Said[]): string[] {
  const name = voice.person.userId;
  const faults: string[] = [];
  for (const one of all) {
    const heard = times(voice.heard, one.text);
    if (heard !== hearings(voice, one))
      faults.push(`${name} heard ${heard} × what was said in ${one.roomId}`);
    const taken = acks(voice, one);
    if (taken !== (one.author === voice ? 1 : 0)) faults.push(`${name} had ${taken} acks of ${one.clientId}`);
  }
  return faults;
}

const hearings = (voice: Voice, one: Said) => (voice.person.rooms.includes(one.roomId) ? 1 : 0);
const acks = (voice: Voice, one: Said) => times(voice.sent, `"${one.clientId}"`);

function times(frames: string[], words: string): number {
  return frames.reduce((sum, frame) => sum + frame.split(words).length - 1, 0);
}
