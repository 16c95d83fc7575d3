import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Dialect, MESSAGE, REFUSED } from "../../generator/dialect";
import { preparePeople } from "../crowd";
import type { Peer } from "../peer";
import { start } from "../start";
import { TestClient } from "./client";

/** For all deliveries and acks together: a server is slow in its first seconds. */
const DEADLINE_MS = 30_000;

interface SentMessage {
  author: TestClient;
  roomId: string;
  clientId: string;
  text: string;
}

/** Lets four people talk, all together and in pairs, and returns the faults. Everyone talks twice, so that duplicates of the first round arrive before the second. */
export async function runTrial(peer: Peer, dialect: Dialect, deadlineMs = DEADLINE_MS): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "potato-trial-"));
  try {
    const people = await preparePeople(peer, dir, { people: 4, roomSizes: [4, 2] });
    const server = await start(peer, dir);
    try {
      const coming = Promise.all(people.map((person) => TestClient.connect(server.url, dialect, person)));
      return await talkAndCheck(
        await withTimeout(deadlineMs, coming, "somebody is not connected"),
        deadlineMs,
      );
    } finally {
      // Its data is deleted anyway, and a server that ran out of memory ignores SIGTERM.
      await server.kill("SIGKILL");
    }
  } catch (fault) {
    return [String(fault)];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function talkAndCheck(clients: TestClient[], deadlineMs: number): Promise<string[]> {
  const all: SentMessage[] = [];
  const talking = talk(clients, all).then(() => talk(clients, all));
  const [ending] = await Promise.allSettled([
    withTimeout(deadlineMs, talking, "not everything was delivered"),
  ]);
  for (const client of clients) client.leave();
  const faults = clients.flatMap((client) => [...deliveryFaults(client, all), ...seqFaults(client)]);
  return ending.status === "rejected" ? [String(ending.reason), ...faults] : faults;
}

/** Everyone sends a message to each of their rooms, at once. Resolves when all are delivered and acked. */
async function talk(clients: TestClient[], all: SentMessage[]): Promise<void> {
  const messages = clients.flatMap((author) =>
    author.person.rooms.map((roomId) => ({
      author,
      roomId,
      clientId: crypto.randomUUID(),
      text: `감자 ${crypto.randomUUID()}`,
    })),
  );
  all.push(...messages);
  for (const { author, roomId, clientId, text } of messages) author.says(roomId, clientId, text);
  await Promise.all(
    messages.flatMap((one) => [
      one.author.isAcked(one.clientId),
      ...clients.filter((client) => isFor(client, one)).map((client) => client.hears(one.text)),
    ]),
  );
}

function deliveryFaults(client: TestClient, all: SentMessage[]): string[] {
  const name = client.person.username;
  const texts = client.textsHeard();
  const faults = client.framesOf(REFUSED).map((frame) => `${name} was refused with ${frame}`);
  for (const one of all) {
    const deliveries = texts.filter((text) => text === one.text).length;
    if (deliveries !== Number(isFor(client, one)))
      faults.push(`${name} received ${deliveries} × a message in ${one.roomId}`);
    const acks = client.acksOf(one.clientId);
    if (acks !== Number(one.author === client)) faults.push(`${name} had ${acks} acks of ${one.clientId}`);
  }
  return faults;
}

/** The seqs of a room must have no gaps: there are no other messages. */
function seqFaults(client: TestClient): string[] {
  const seqs = Map.groupBy(client.framesOf(MESSAGE), (frame) => /"roomId":"([^"]*)"/.exec(frame)?.[1]);
  return [...seqs].flatMap(([roomId, frames]) => {
    const seqNumbers = frames.map((frame) => Number(/"seq":(\d+)/.exec(frame)?.[1])).sort((a, b) => a - b);
    const isWhole = seqNumbers.every((seq, nth) => seq === seqNumbers[0]! + nth);
    return isWhole
      ? []
      : [`${client.person.username} received the seqs ${seqNumbers.join(", ")} in ${roomId}`];
  });
}

const isFor = (client: TestClient, { roomId }: SentMessage) => client.person.rooms.includes(roomId);

async function withTimeout<T>(ms: number, work: Promise<T>, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`too late: ${what}`)), ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
