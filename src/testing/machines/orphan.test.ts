import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";

import type { Machine } from "../../../e2e/machines/machine";
import { whyNoRig } from "../../../e2e/machines/rig";
import { Follower } from "../people/followers";
import { call, Guest, guests, useHouse, within } from "../people/guests";
import { houseOf } from "../servers/profile";
import { goTo, on, openRig, rig } from "../servers/rigs";

// The LiteFS of one of two machines is killed, or hangs, while users chat and send requests there. Its server must stop, too,
// and the other machine, alone with ACK_REPLICAS=1, must still accept sign-ins.

const options = { machines: 2, accounts: "litefs", isLight: true } as const;
const reason = await whyNoRig(options);
if (reason) console.error(`Skipped: ${reason}`);

// Until a killed LiteFS is noticed.
const NOTICED_MS = 2000;
// Until a hanging one is noticed: three seconds of silence, and one more for its server.
const HUNG_MS = 6000;
// Until everyone is on the other machine and the server has ended.
const LEFT_MS = 8000;
const PEOPLE = 6;
// The other takes the lease after it has expired and Consul's lock delay has passed (3 s each).
const BACK_MS = 20_000;

// Delay before a refused request is retried.
const PAUSE_MS = 100;

const password = Guest.password;
const signIn = ({ username }: Guest) =>
  call("POST", "/api/sessions", { username, password, device: "부엌", client: "app" });
let names = 0;
function signUp() {
  const name = `orphan${++names}`;
  return call("POST", "/api/users", { username: name, nickname: name, password, client: "app" });
}

function isGone(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // A zombie: ended, and not reaped by its new parent.
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return true;
  }
}

async function gone(pid: number): Promise<void> {
  while (!isGone(pid)) await Bun.sleep(20);
}

/** Waits until it is not ready, or does not answer. */
async function unready({ url }: Machine): Promise<void> {
  while (
    await fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  )
    await Bun.sleep(20);
}

/** Sends these requests in a loop and collects the statuses; 0 for no response. */
async function busy(
  { url }: Machine,
  guest: Guest,
): Promise<{ statuses: Set<number>; stop: () => Promise<void> }> {
  const end = new AbortController();
  const statuses = new Set<number>();
  const headers = { authorization: `Bearer ${guest.token}`, "content-type": "application/json" };
  const body = JSON.stringify({ intro: "busy" });
  const asks: [string, RequestInit][] = [
    ["/api/me", {}],
    ["/api/rooms", {}],
    ["/api/friends", {}],
    ["/api/me", { method: "PATCH", body }],
  ];
  const work = async ([path, init]: [string, RequestInit], answered: () => void) => {
    while (!end.signal.aborted) {
      const status = await fetch(url + path, { ...init, headers }).then(
        async (answer) => (await answer.arrayBuffer(), answer.status),
        () => 0,
      );
      statuses.add(status);
      answered();
      if (status === 0) await Bun.sleep(20);
    }
  };
  const working: Promise<void>[] = [];
  // Each request has been answered once.
  await Promise.all(asks.map((one) => new Promise<void>((resolve) => working.push(work(one, resolve)))));
  return { statuses, stop: async () => void (end.abort(), await Promise.all(working)) };
}

/** Users on this machine, who reconnect through the proxy. */
async function crowdOn(nth: number): Promise<{ followers: Follower[]; roomId: string; guest: Guest }> {
  goTo(nth);
  const people = await guests(PEOPLE);
  const room = await people[0].group("여럿", people.slice(1));
  const followers = people.map((guest) => new Follower(guest, [room], true));
  await Promise.all(followers.map((follower) => follower.connect()));
  useHouse(houseOf(rig));
  return { followers, roomId: room.id, guest: people[0] };
}

async function lose(nth: number, signal: "SIGKILL" | "SIGSTOP"): Promise<void> {
  const machine = rig.machines[nth]!;
  const { followers, roomId, guest } = await crowdOn(nth);
  const pid = machine.serverPid;
  const load = await busy(machine, guest);
  expect([...load.statuses]).toEqual([200]);
  machine.signalNode(signal);
  const noticedMs = signal === "SIGKILL" ? NOTICED_MS : HUNG_MS;
  const begun = performance.now();
  const since = () => Math.round(performance.now() - begun);
  await within(noticedMs, unready(machine));
  const unreadyMs = since();
  for (const follower of followers) follower.say(roomId, "is anybody here?");
  const heads = new Map([[roomId, 1 + PEOPLE]]);
  await within(LEFT_MS, Promise.all(followers.map((follower) => follower.settled(heads))));
  const movedMs = since();
  await within(LEFT_MS, gone(pid));
  console.log(
    `unready after ${unreadyMs} ms, all elsewhere after ${movedMs}, gone after ${since()}`,
    load.statuses,
  );
  await load.stop();
  expect(followers.flatMap(({ faults }) => faults)).toEqual([]);
  // Why there was a 500.
  expect(machine.log.filter(({ msg }) => msg === "a request failed")).toEqual([]);
  expect([...load.statuses].filter((status) => [500, 502, 504].includes(status))).toEqual([]);
  for (const follower of followers) follower.cut();
}

/** The remaining machine: known users can sign in, and no write is acknowledged that could be lost. */
async function letsIn(nth: number, known: Guest): Promise<void> {
  await on(nth, async () => {
    const late = performance.now() + BACK_MS;
    let signedIn = await signIn(known);
    while (signedIn.status !== 201 && performance.now() < late) {
      await Bun.sleep(PAUSE_MS);
      signedIn = await signIn(known);
    }
    expect(signedIn.status).toBe(201);
    const { refreshToken } = signedIn.body;
    expect((await call("POST", "/api/sessions/refresh", { refreshToken })).status).toBe(200);
    const refused = await signUp();
    expect([refused.status, refused.body.code]).toEqual([503, "read-only"]);
  });
}

const whole = async () => {
  while ((await on(0, signUp)).status !== 201) await Bun.sleep(PAUSE_MS);
};

describe.skipIf(reason !== undefined)("with ACK_REPLICAS=1 and two machines,", () => {
  let known: Guest;
  beforeAll(async () => {
    await openRig(options);
    goTo(0);
    known = await Guest.arrive();
  }, 120_000);
  afterAll(() => rig.close(), 30_000);

  test("one whose LiteFS is killed sends its people to the other and ends; whoever comes is let in there", async () => {
    await lose(1, "SIGKILL");
    await letsIn(0, known);
    await rig.machines[1]!.start();
    await whole();
  }, 90_000);

  test("so does the primary, whose place the other takes", async () => {
    await lose(0, "SIGKILL");
    await letsIn(1, known);
    await rig.machines[0]!.start();
    await whole();
  }, 90_000);

  test("so does one whose LiteFS hangs", async () => {
    await lose(0, "SIGSTOP");
    await rig.machines[0]!.kill();
    await rig.machines[0]!.start();
    await whole();
  }, 90_000);
});
