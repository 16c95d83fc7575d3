import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Dialect, HEARD, REFUSED } from "../../generator/dialect";
import { gather } from "../crowd";
import type { Peer } from "../peer";
import { start } from "../start";
import { Visitor } from "./visitor";

/** Of all that must come, the latest; a server in its first seconds is slow. */
const DEADLINE_MS = 30_000;

interface Said {
  author: Visitor;
  roomId: string;
  clientId: string;
  text: string;
}

/** Lets four people talk, all together and in pairs, and answers with what went wrong. What comes twice shows at the latest with what is said after it. */
export async function tried(peer: Peer, dialect: Dialect, deadlineMs = DEADLINE_MS): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "potato-trial-"));
  try {
    const people = await gather(peer, dir, { people: 4, roomSizes: [4, 2] });
    const server = await start(peer, dir);
    try {
      const coming = Promise.all(people.map((person) => Visitor.come(server.url, dialect, person)));
      return await meet(await within(deadlineMs, coming, "somebody is not in"), deadlineMs);
    } finally {
      // Nothing of it is kept, and what ran out of memory does not listen.
      await server.kill("SIGKILL");
    }
  } catch (fault) {
    return [String(fault)];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function meet(visitors: Visitor[], deadlineMs: number): Promise<string[]> {
  const all: Said[] = [];
  const talking = talk(visitors, all).then(() => talk(visitors, all));
  const [ending] = await Promise.allSettled([within(deadlineMs, talking, "not all has come")]);
  for (const visitor of visitors) visitor.leave();
  const faults = visitors.flatMap((visitor) => [...wrong(visitor, all), ...unnumbered(visitor)]);
  return ending.status === "rejected" ? [String(ending.reason), ...faults] : faults;
}

/** Everyone says something in each of their rooms, at once; over when all have heard it and have their acks. */
async function talk(visitors: Visitor[], all: Said[]): Promise<void> {
  const said = visitors.flatMap((author) =>
    author.person.rooms.map((roomId) => ({
      author,
      roomId,
      clientId: crypto.randomUUID(),
      text: `감자 ${crypto.randomUUID()}`,
    })),
  );
  all.push(...said);
  for (const { author, roomId, clientId, text } of said) author.says(roomId, clientId, text);
  await Promise.all(
    said.flatMap((one) => [
      one.author.isAcked(one.clientId),
      ...visitors.filter((visitor) => isFor(visitor, one)).map((visitor) => visitor.hears(one.text)),
    ]),
  );
}

function wrong(visitor: Visitor, all: Said[]): string[] {
  const name = visitor.person.username;
  const texts = visitor.textsHeard();
  const faults = visitor.framesOf(REFUSED).map((frame) => `${name} was refused with ${frame}`);
  for (const one of all) {
    const heard = texts.filter((text) => text === one.text).length;
    if (heard !== Number(isFor(visitor, one)))
      faults.push(`${name} heard ${heard} × what was said in ${one.roomId}`);
    const acks = visitor.acksOf(one.clientId);
    if (acks !== Number(one.author === visitor)) faults.push(`${name} had ${acks} acks of ${one.clientId}`);
  }
  return faults;
}

/** Each message of a room is one more than the one before; nobody was there before these. */
function unnumbered(visitor: Visitor): string[] {
  const seqs = Map.groupBy(visitor.framesOf(HEARD), (frame) => /"roomId":"([^"]*)"/.exec(frame)?.[1]);
  return [...seqs].flatMap(([roomId, frames]) => {
    const told = frames.map((frame) => Number(/"seq":(\d+)/.exec(frame)?.[1])).sort((a, b) => a - b);
    const isWhole = told.every((seq, nth) => seq === told[0]! + nth);
    return isWhole ? [] : [`${visitor.person.username} was told ${told.join(", ")} in ${roomId}`];
  });
}

const isFor = (visitor: Visitor, { roomId }: Said) => visitor.person.rooms.includes(roomId);

async function within<T>(ms: number, work: Promise<T>, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`too late: ${what}`)), ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
