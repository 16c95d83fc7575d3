import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Machine } from "../../../e2e/machines/machine";
import { whyNoRig } from "../../../e2e/machines/rig";
import type { Room } from "../../protocol/room";
import { dice } from "../fixtures/dice";
import { Guest, guests, type Line } from "../people/guests";
import { goTo, openRig, rig, socketOn } from "../servers/rigs";

// The primary of three machines is killed, or suspended and resumed, while users sign up, block each other and create groups
// on all of them. `bun run campaign failover` does it 20 times.

const options = { machines: 3, accounts: "litefs", isLight: true } as const;
const reason = await whyNoRig(options);
if (reason) console.error(`Skipped: ${reason}`);

const FAILOVERS = Number(process.env["FAILOVERS"] ?? 2);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
// From the loss of the primary until a write succeeds elsewhere.
const BACK_MS = 12_000;
// Timeout of a request to a machine that hangs.
const PATIENCE_MS = 4000;
const BUSY_MS = 1500;
// Between two requests of a busy user.
const PAUSE_MS = 100;
const TALK_MS = 250;

let random: ReturnType<typeof dice>;
// The users who chat are in one room only.
let people: Guest[];
let makers: Guest[];
let newcomer: Guest;
let room: Room;
/** Writes that were answered with success, and must exist at the end. */
const answered = { users: new Set<string>(), blocks: new Set<string>(), members: new Set<string>() };
const refused = new Map<string, number>();
let names = 0;

interface Ask {
  guest?: Guest;
  body?: object;
  patience?: number;
}

/** Undefined where no response arrived: the write may or may not have happened. */
async function ask(machine: Machine, [method, path]: [string, string], { guest, body, patience }: Ask = {}) {
  const headers = {
    "content-type": "application/json",
    ...(guest && { authorization: `Bearer ${guest.token}` }),
  };
  const signal = AbortSignal.timeout(patience ?? PATIENCE_MS);
  const request = { method, headers, body: body && JSON.stringify(body), signal };
  const answer = await fetch(machine.url + path, request).catch(() => undefined);
  const text = await answer?.text().catch(() => undefined);
  if (!answer || text === undefined) return undefined;
  const { status } = answer;
  const json = text ? JSON.parse(text) : undefined;
  if (status >= 300) {
    refused.set(`${status} ${json.code}`, (refused.get(`${status} ${json.code}`) ?? 0) + 1);
    if (status === 503) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  return { status, body: json };
}

type Write = (machine: Machine, patience?: number) => Promise<void>;

const signUp: Write = async (machine, patience) => {
  const name = `f${SEED % 1e5}.${++names}`;
  const body = { username: `${name}.user`, nickname: name, password: Guest.password, client: "app" };
  const answer = await ask(machine, ["POST", "/api/users"], { body, patience });
  if (answer?.status === 201) answered.users.add(answer.body.user.id);
};

const block: Write = async (machine, patience) => {
  const [one, other] = someone();
  const answer = await ask(machine, ["PUT", `/api/blocks/${other}`], { guest: one, patience });
  if (answer?.status === 204) answered.blocks.add(`${one.id} ${other}`);
};

const group: Write = async (machine, patience) => {
  const [one, other] = someone();
  const body = { kind: "group", title: "감자", memberIds: [other] };
  const answer = await ask(machine, ["POST", "/api/rooms"], { guest: one, body, patience });
  const id = answer?.status === 201 && answer.body.room.id;
  if (id) for (const user of [one.id, other]) answered.members.add(`${id} ${user}`);
};

/** A user who creates groups, and the newest user. */
const someone = (): [Guest, string] => [any(makers), [...answered.users].at(-1) ?? newcomer.id];

const any = <T>(all: readonly T[]): T => all[random(all.length)]!;
const writes = [signUp, block, group];

/** Several concurrent writers, on any of these machines, until stopped. */
function busy(machines: Machine[]): () => Promise<void> {
  const end = new AbortController();
  const work = async () => {
    for (; !end.signal.aborted; await Bun.sleep(PAUSE_MS)) await any(writes)(any(machines));
  };
  const working = Promise.all([work(), work(), work()]);
  return async () => {
    end.abort();
    await working;
  };
}

type Info = { isPrimary: boolean; primary: { hostname?: string } };
const infoOf = async ({ node }: Machine): Promise<Info> => (await fetch(`${node!.url}/info`)).json();

async function primaryOf(machines: Machine[]): Promise<Machine> {
  for (;;) for (const machine of machines) if ((await infoOf(machine)).isPrimary) return machine;
}

/** Chat between two machines, while accounts cannot be changed. */
async function talk([hers, his]: Line[]): Promise<void> {
  const clientId = crypto.randomUUID();
  hers!.say({ type: "message.send", roomId: room.id, clientId, text: "still here?" });
  await Promise.all([
    hers!.hears("message.sent", (frame) => frame.clientId === clientId),
    his!.hears("message.new", ({ message }) => message.clientId === clientId),
  ]);
}

/** How the primary is lost, and how it returns. */
const ways = {
  kill: { go: (old: Machine) => old.kill(), come: (old: Machine) => old.start() },
  stop: { go: (old: Machine) => old.stop(), come: (old: Machine) => old.cont() },
  "tell to go": { go: (old: Machine) => old.close(), come: (old: Machine) => old.start() },
  // As a machine with a newer schema does.
  "hand over": {
    go: async (_: Machine, [other]: Machine[]) => {
      const { ok } = await fetch(`${other!.node!.url}/promote`, { method: "POST" });
      expect(ok).toBe(true);
    },
    come: () => undefined,
  },
};

/** Returns for how long no write succeeded, in ms. */
async function failover(how: keyof typeof ways): Promise<number> {
  const old = await primaryOf(rig.machines);
  const others = rig.machines.filter((machine) => machine !== old);
  const lines = await Promise.all(others.map((machine, nth) => comesTo(machine, people[nth]!)));
  const rest = busy(rig.machines);
  await Bun.sleep(BUSY_MS + random(BUSY_MS));
  await ways[how].go(old, others);
  const back = await backAfter(others, lines);
  for (const line of lines) line.close();
  // Requests that were sent before it was suspended: it answers them itself later.
  const late = how === "stop" ? [...writes, ...writes].map((write) => write(old, 5 * PATIENCE_MS)) : [];
  await Bun.sleep(random(BUSY_MS));
  await ways[how].come(old);
  await Promise.all(late);
  await rest();
  console.log(`${how}: back after ${Math.round(back)} ms`);
  await agreed();
  await alike();
  return back;
}

/** Resolves when a write succeeds on one of these machines; until then, their users chat. */
async function backAfter(others: Machine[], lines: Line[]): Promise<number> {
  const begun = performance.now();
  const [guest] = people;
  const back = new AbortController();
  const talking = (async () => {
    for (; !back.signal.aborted; await Bun.sleep(TALK_MS)) {
      try {
        await talk(lines);
      } catch (error) {
        if (!(await comeAgain(others, lines))) throw error;
      }
    }
  })();
  for (let waited = 0; waited < 2 * BACK_MS; waited = performance.now() - begun) {
    const answer = await ask(any(others), ["PATCH", "/api/me"], { guest, body: { intro: `${begun}` } });
    if (answer?.status === 200) break;
  }
  const waited = performance.now() - begun;
  back.abort();
  await talking;
  return waited;
}

/** A machine that had replicated what the new primary lacks disconnects its clients; they reconnect. Whether any had to. */
async function comeAgain(others: Machine[], lines: Line[]): Promise<boolean> {
  const inATurn = () => new Promise<boolean>((resolve) => setImmediate(resolve, false));
  const isOver = (line: Line) => Promise.race([line.closed.then(() => true), inATurn()]);
  const over = await Promise.all(lines.map(isOver));
  for (const [nth, machine] of others.entries())
    if (over[nth]) lines[nth] = await comesTo(machine, people[nth]!);
  return over.includes(true);
}

/** All machines answer alike: none serves stale state, or state that was lost. */
async function alike(): Promise<void> {
  const known = [...answered.users].slice(-5);
  for (const guest of makers) {
    const seenOn = async (machine: Machine) => {
      const blocks = await ask(machine, ["GET", "/api/blocks"], { guest });
      const faces = known.map((id) => ask(machine, ["GET", `/api/users/${id}`], { guest }));
      return [blocks, ...(await Promise.all(faces))];
    };
    const [first, ...others] = await Promise.all(rig.machines.map(seenOn));
    expect(first!.map((answer) => answer?.status)).toEqual(first!.map(() => 200));
    for (const other of others) expect(other).toEqual(first!);
  }
}

/** Retries, since a busy machine may not welcome a socket at once. */
async function comesTo(machine: Machine, guest: Guest): Promise<Line> {
  for (;;) {
    const line = await socketOn(rig.machines.indexOf(machine), guest).catch(() => undefined);
    if (line) return line;
  }
}

/** Waits until there is one primary and all copies are equal to the byte; returns the copy. */
async function agreed(): Promise<Uint8Array> {
  for (;;) {
    const copies = await Promise.all(rig.machines.map(copyOf));
    const [first] = copies;
    const infos = await Promise.all(rig.machines.map(infoOf));
    const isSettled = infos.filter(({ isPrimary }) => isPrimary).length === 1;
    if (isSettled && first && copies.every((copy) => Bun.deepEquals(copy, first))) return first;
  }
}

async function copyOf({ node }: Machine): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`${node!.url}/export?name=accounts.sqlite`)).arrayBuffer());
}

/** How many of the answered writes are missing. */
async function lost(): Promise<number[]> {
  const copy = await agreed();
  const { users, blocks, members } = answered;
  return [
    users.difference(rowsOf(copy, "SELECT id FROM users")).size,
    blocks.difference(rowsOf(copy, "SELECT user_id, blocked_id FROM blocks")).size,
    members.difference(rowsOf(copy, "SELECT room_id, user_id FROM members")).size,
  ];
}

function rowsOf(copy: Uint8Array, question: string): Set<string> {
  // The header says WAL mode, but this copy has no WAL file.
  copy.fill(1, 18, 20);
  const rows = Database.deserialize(copy).query(question).values();
  return new Set(rows.map((row) => row.join(" ")));
}

describe.skipIf(reason !== undefined)("the primary", () => {
  beforeAll(async () => {
    random = dice(SEED);
    await openRig(options);
    await settle();
  }, 120_000);
  afterAll(() => rig.close(), 30_000);

  async function settle(): Promise<void> {
    goTo(0);
    [newcomer, ...people] = await guests(3);
    makers = await guests(2);
    room = await people[0]!.group("여럿", people.slice(1));
  }

  test(
    `killed or stopped ${FAILOVERS} times: writing goes on within ${BACK_MS / 1000} s, and nothing answered is lost (seed ${SEED})`,
    async () => {
      const times: number[] = [];
      for (let n = 0; n < FAILOVERS; n++) {
        times.push(await failover(n % 2 === 0 ? "kill" : "stop"));
      }
      expect(await lost()).toEqual([0, 0, 0]);
      const { users, blocks, members } = answered;
      console.log(
        `${users.size} sign-ups, ${blocks.size} blocks, ${members.size} members; refused:`,
        refused,
      );
      console.log(
        `back after ${times
          .toSorted((a, b) => a - b)
          .map(Math.round)
          .join(", ")} ms`,
      );
      expect(Math.max(...times)).toBeLessThan(BACK_MS);
      expect(refused.get("503 read-only")).toBeGreaterThan(0);
    },
    60_000 + FAILOVERS * 60_000,
  );

  test("told to go, and asked to hand over: the same", async () => {
    for (const how of ["tell to go", "hand over"] as const) expect(await failover(how)).toBeLessThan(BACK_MS);
    expect(await lost()).toEqual([0, 0, 0]);
  }, 60_000);
});
