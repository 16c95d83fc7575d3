import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";

import { killTimeout, type Machine } from "../../../e2e/machines/machine";
import { upgraded } from "../../../e2e/machines/programs/upgraded";
import type { Room } from "../../protocol/room";
import { allSettled } from "../fixtures/settled";
import { Follower } from "../people/followers";
import { call, type Guest, guests } from "../people/guests";
import { openRig, rig } from "../servers/rigs";

// A deploy: two machines are drained, one after the other, and restart as the next version, which has a migration that the
// other does not know. Everyone chats meanwhile. `bun run campaign rolling`: three times, 2,000 sockets.
const DEPLOYS = Number(process.env["DEPLOYS"] ?? 1);
const SOCKETS = Number(process.env["SOCKETS"] ?? 40);
const IN_A_ROOM = Math.min(100, SOCKETS);
// In each room this many write, with one socket each, and as many only read, on several devices each.
const SPEAKERS = 5;
const DEVICES = (IN_A_ROOM - SPEAKERS) / SPEAKERS;
// Messages in all rooms together; each is delivered to a hundred.
const SAID_A_SECOND = 20;
const AGAIN_MS = 100;

afterEach(() => rig.close(), 30_000);

test(
  `${DEPLOYS} times two machines restart under ${SOCKETS} sockets, with a migration: nobody is without one, and nothing is lost`,
  async () => {
    await openRig({ isLight: true });
    const { followers, speakers, rooms } = await crowd();
    const talking = talk(speakers);
    for (let nth = 1; nth <= DEPLOYS; nth++) await deploy(nth, speakers[0]!.guest);
    talking.stop();
    await allSettled(followers, rooms);
    expect(followers.filter(({ dark }) => dark > 0).map(({ dark }) => dark)).toEqual([]);
    // Every client was moved in every deploy, whichever machine it was on.
    expect(followers.filter(({ links }) => links.arrivals <= DEPLOYS)).toEqual([]);
    expect(followers.flatMap(({ gone }) => gone)).toEqual([]);
    report(followers);
  },
  60_000 + DEPLOYS * 120_000 + SOCKETS * 100,
);

async function crowd() {
  const [speakers, listeners, rooms]: [Follower[], Follower[], Room[]] = [[], [], []];
  while (speakers.length + listeners.length < SOCKETS) {
    const some = [...(await guests(SPEAKERS)), ...(await guests(SPEAKERS))];
    const room = await some[0]!.group(`${rooms.length}번 방`, some.slice(1));
    await befriend(some);
    for (const guest of some.slice(0, SPEAKERS)) speakers.push(new Follower(guest, [room], true));
    for (const guest of some.slice(SPEAKERS))
      listeners.push(...Array.from({ length: DEVICES }, () => new Follower(guest, [room], true)));
    rooms.push(room);
  }
  const followers = [...speakers, ...listeners];
  for (let from = 0; from < followers.length; from += 50)
    await Promise.all(followers.slice(from, from + 50).map(comesIn));
  return { followers, speakers, rooms };
}

async function comesIn(follower: Follower): Promise<void> {
  // On a busy host the proxy may find no machine for a moment.
  while (!follower.isHere) await follower.connect().catch(() => Bun.sleep(AGAIN_MS));
}

/** Mutual friends, so that they would be notified if the other went offline. */
async function befriend([one, other]: Guest[]): Promise<void> {
  await one!.call("PUT", `/api/friends/${other!.id}`, {});
  await other!.call("PUT", `/api/friends/${one!.id}`, {});
}

/** Sends at a realistic rate, on whichever machine. */
function talk(speakers: Follower[]) {
  let sent = 0;
  const timer = setInterval(() => {
    const speaker = speakers[sent++ % speakers.length]!;
    const [roomId = ""] = speaker.views.keys();
    speaker.say(roomId, `${sent}`);
  }, 1000 / SAID_A_SECOND);
  return { stop: () => clearInterval(timer) };
}

async function deploy(nth: number, guest: Guest): Promise<void> {
  const { build, version } = upgraded(nth);
  for (const machine of rig.machines) {
    const begun = performance.now();
    const code = await machine.leave(killTimeout());
    const leftIn = Math.round(performance.now() - begun);
    expect([machine.name, code]).toEqual([machine.name, 0]);
    machine.upgrade(build);
    await machine.start();
    await untilTakenIn(machine, version);
    expect(columns()).toContain(`rehearsal_${nth}`);
    await writeAccounts(guest);
    const { told, left } = machine.log.findLast(({ msg }) => msg === "drained") ?? {};
    console.log(
      `${machine.name}: ${String(told)} told, ${String(left)} left, gone in ${leftIn} ms; now ${version}`,
    );
    expect(left ?? 0).toBe(0);
  }
}

async function untilTakenIn({ name }: Machine, version: string): Promise<void> {
  for (;;) {
    const { body } = await call("GET", "/health");
    if (body.machine === name && body.version === version) return;
  }
}

/** Includes old code on the new schema: the proxy alternates between the machines. */
async function writeAccounts(guest: Guest): Promise<void> {
  for (const { id } of await guests(4)) {
    const added = await guest.call("PUT", `/api/friends/${id}`, {});
    expect(added.status).toBe(204);
  }
}

function columns(): string[] {
  const accounts = new Database(join(rig.dir, "accounts.sqlite"), { readonly: true });
  const rows = accounts.query<{ name: string }, []>("SELECT name FROM pragma_table_info('users')").all();
  accounts.close();
  return rows.map(({ name }) => name);
}

function report(followers: Follower[]): void {
  const knocks = followers.flatMap(({ links }) => links.knocks.slice(1)).sort((a, b) => a - b);
  const most = Math.max(...knocks.map((at, n) => n + 1 - knocks.findIndex((one) => one > at - 1000)));
  const moves = followers.reduce((sum, { links }) => sum + links.arrivals - 1, 0);
  const acked = followers.reduce((sum, { acks }) => sum + acks.size, 0);
  const holes = followers.reduce((sum, one) => sum + one.holes, 0);
  console.log(
    `${moves} moves, at most ${most} a second; ${acked} acked, ${holes} times something was fetched; nobody without a live socket`,
  );
}
