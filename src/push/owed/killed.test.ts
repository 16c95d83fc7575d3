import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { whyNoRig } from "../../../e2e/machines/rig";
import type { Room } from "../../protocol/room";
import { dice } from "../../testing/fixtures/dice";
import { type Guest, guests } from "../../testing/people/guests";
import { type Process, startProcess } from "../../testing/servers/processes";
import { type PushDevice, PushService } from "../../testing/servers/pushes";
import { openRig, rig } from "../../testing/servers/rigs";
import { Web } from "../../testing/servers/web";

// Servers are killed at random moments while people write: whoever is owed a push has it within half a minute, and nothing is
// sent to a device twice but what was under way at that moment. `bun run campaign push` does it more often.
const KILLS = Number(process.env["KILLS"] ?? 2);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const OWED_WITHIN_MS = 30_000;
// An answer that came so shortly before may not be stored.
const UNSETTLED_MS = 300;
const PEOPLE = 5;
const AGAIN_MS = 100;

const noRig = await whyNoRig({ isLight: true });
if (noRig) console.error(`Skipped: ${noRig}`);

type Killable = { kill: () => Promise<void>; start: () => Promise<void> };
/** `what`: the device, the room and the seq. */
type Taken = { what: string; at: number };
type Crowd = { people: Guest[]; rooms: Room[]; devices: PushDevice[]; taken: Taken[] };

let web: Web;
let service: PushService;
beforeAll(async () => {
  web = await Web.open();
  service = new PushService(web);
});
afterAll(() => web.close());

describe("killed while people write", () => {
  test(
    `one server, ${KILLS} times (seed ${SEED})`,
    async () => {
      let server: Process = await startProcess(web.env);
      const own: Killable = {
        kill: () => server.kill("SIGKILL"),
        start: async () => void (server = await startProcess(web.env, server.dir)),
      };
      await campaign(() => own, KILLS);
      await server.close();
    },
    60_000 + KILLS * 60_000,
  );

  test.skipIf(noRig !== undefined)(
    `any of two machines, ${KILLS} times (seed ${SEED})`,
    async () => {
      await openRig({ machines: 2, isLight: true, env: web.env });
      const killable = rig.machines.map((machine): Killable => ({
        kill: machine.kill,
        start: () => machine.start(),
      }));
      await campaign((random) => killable[random(2)]!, KILLS);
      await rig.close();
    },
    120_000 + KILLS * 90_000,
  );
});

async function campaign(next: (random: ReturnType<typeof dice>) => Killable, kills: number): Promise<void> {
  const random = dice(SEED);
  const crowd = await crowdOf();
  // What was taken in one of these times may come again: its answer may not be stored.
  const unsettled: { from: number; to: number }[] = [];
  for (let nth = 0; nth < kills; nth++) {
    const one = next(random);
    // Sometimes the push service is slow, so that some are under way when it happens.
    service.mood = random(2) === 0 ? "hang" : undefined;
    const said = new Map<string, { seq: number; by: string; at: number }>();
    const writing = write(crowd, random, said);
    // At a moment that lies between the first message and the decisions about it.
    const before = crowd.taken.length + service.inFlight;
    const isDue = random(3);
    await (isDue === 0
      ? writing
      : service.until(() => crowd.taken.length + service.inFlight > before + random(4)));
    const from = performance.now() - UNSETTLED_MS;
    await one.kill();
    service.mood = undefined;
    // Those of a dead server count as taken, too.
    service.release();
    unsettled.push({ from, to: performance.now() });
    await one.start();
    await writing;
    await arrived(crowd, said);
    await readAll(crowd, said);
  }
  const twice = crowd.taken.filter(({ what }, nth) =>
    crowd.taken.slice(nth + 1).some((later) => later.what === what),
  );
  console.log(`${kills} kills: ${crowd.taken.length} pushed, ${twice.length} of them once more`);
  expect(twice.filter(({ at }) => !unsettled.some(({ from, to }) => from <= at && at <= to))).toEqual([]);
  expect(service.faults).toEqual([]);
}

async function crowdOf(): Promise<Crowd> {
  const people: Guest[] = await guests(PEOPLE);
  const rooms = await Promise.all(
    [0, 1].map((nth) => people[nth]!.group(`감자 ${nth}`, people.toSpliced(nth, 1))),
  );
  const { publicKey } = (await people[0]!.call("GET", "/api/push")).body;
  const taken: Taken[] = [];
  const devices = people.map(() => service.device(publicKey));
  for (const [nth, device] of devices.entries()) {
    const deliver = device.deliver.bind(device);
    device.deliver = (...parts) => {
      deliver(...parts);
      const { type, roomId, seq } = device.pushed.at(-1)!.payload as {
        type: string;
        roomId: string;
        seq: number;
      };
      if (type === "message") taken.push({ what: `${nth} ${roomId} ${seq}`, at: performance.now() });
    };
    await until(() => people[nth]!.call("PUT", "/api/push/subscriptions", device.subscription));
  }
  return { people, rooms, devices, taken };
}

/** A few messages; each is sent until it is acked. Of each room, the last one that was. */
async function write(
  { people, rooms }: Crowd,
  random: ReturnType<typeof dice>,
  said: Map<string, { seq: number; by: string; at: number }>,
): Promise<void> {
  for (const nth of Array.from({ length: 6 }, (_, n) => n)) {
    const [by, room] = [people[random(PEOPLE)]!, rooms[random(2)]!];
    const draft = { clientId: crypto.randomUUID(), text: `감자 ${nth}` };
    const { message } = await until(() => by.call("POST", `/api/rooms/${room.id}/messages`, draft));
    said.set(room.id, { seq: message.seq, by: by.id, at: performance.now() });
  }
}

async function arrived(
  { people, devices }: Crowd,
  said: Map<string, { seq: number; by: string; at: number }>,
): Promise<void> {
  for (const [roomId, { seq, by, at }] of said)
    for (const [nth, device] of devices.entries()) {
      if (people[nth]!.id === by) continue;
      const isOwed = (one: { roomId: string; seq: number }) => one.roomId === roomId && one.seq >= seq;
      await device.hears("message", isOwed, at + OWED_WITHIN_MS - performance.now());
    }
}

async function readAll({ people }: Crowd, said: Map<string, { seq: number }>): Promise<void> {
  for (const [roomId, { seq }] of said)
    for (const guest of people) await until(() => guest.call("PUT", `/api/rooms/${roomId}/reading`, { seq }));
}

/** A server that was killed answers nothing, or 503: asked again, as clients do. */
async function until(ask: () => ReturnType<Guest["call"]>): Promise<any> {
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer && answer.status < 300) return answer.body;
    await Bun.sleep(AGAIN_MS);
  }
}
