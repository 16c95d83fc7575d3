import { afterEach, expect, test } from "bun:test";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

import { pages } from "../../src/testing/fixtures/settled";
import { Guest, guests } from "../../src/testing/people/guests";
import { type Process, startProcess } from "../../src/testing/servers/processes";

// The example clients of docs/protocol.md, run as a reader runs them. Their connections are cut in the middle of a frame, the
// server is killed and restarted, and their access token expires, while somebody else sends and lines are typed.

// Lines between two faults, and lines that are typed ahead of what is printed.
const BETWEEN = 20;
const MOST_UNPRINTED = 10;
const RETRY_MS = 20;
// An access token lasts 15 minutes.
const LATER = {
  BUN_OPTIONS: `--preload=${join(import.meta.dir, "../../e2e/machines/faults/clock.ts")}`,
  CLOCK_AHEAD_MS: `${16 * 60_000}`,
};
// In CI a missing interpreter is a failure.
const hasPython = process.env["CI"] !== undefined || Bun.which("python3") !== null;

type Talk = { said: string[]; typed: string[] };

let server: Process;
let wire: Wire;
let example: Example;
// What ends everyone's talk.
let over = new AbortController();
afterEach(async () => {
  over.abort();
  example?.kill();
  wire?.close();
  await server?.close();
});

test(
  "client.ts prints 1 … n once and in order, and what it sent is stored once",
  () => survives(["bun", "--no-env-file", "client.ts"]),
  60_000,
);

test.skipIf(!hasPython)(
  `client.py prints 1 … n once and in order, and what it sent is stored once${hasPython ? "" : " (skipped: no python3 here)"}`,
  () => survives(["python3", "client.py"]),
  60_000,
);

async function survives(command: string[]): Promise<void> {
  server = await startProcess();
  wire = await Wire.open(server.url);
  const [ann, bob] = await guests(2);
  const room = await ann.group("예제", [bob]);
  example = new Example([...command, wire.url, bob.username, Guest.password, "예제"]);
  await example.hasPrinted(1);

  const talk: Talk = { said: [], typed: [] };
  over = new AbortController();
  const talking = talkUntilOver(ann, room.id, talk);
  const more = () => example.hasPrinted(example.printed.length + BETWEEN);
  for (const fault of [cut, crash, cut]) {
    await more();
    await fault();
  }
  await more();
  const sessions = await sessionsOf(bob);
  await crash(LATER);
  await more();
  over.abort();
  await talking;

  const { said, typed } = talk;
  // The first says that the room was made.
  await example.hasPrinted(1 + said.length + typed.length);
  const stored = await pages(ann, room.id);
  const textsOf = ({ id }: Guest) =>
    stored.filter((one) => one.authorId === id && one.kind === "text").map(({ text }) => text);
  expect([textsOf(ann), textsOf(bob)]).toEqual([said, typed]);
  const names = new Map([ann, bob].map(({ user }) => [user.id, user.nickname]));
  expect(example.printed).toEqual(
    stored.map(({ authorId, kind, text }, index) => `${index + 1} ${names.get(authorId)}: ${text || kind}`),
  );
  // It has used its refresh token: the one session more is that of the question itself.
  expect(await sessionsOf(bob)).toBe(sessions + 1);
}

const cut = () => wire.cut();

async function crash(env: Record<string, string> = {}): Promise<void> {
  await server.kill("SIGKILL");
  server = await startProcess({ PORT: new URL(server.url).port, ...env }, server.dir);
}

/** Ann sends while lines are typed for Bob, in no step with what becomes of either. */
async function talkUntilOver(ann: Guest, roomId: string, { said, typed }: Talk): Promise<void> {
  for (let n = 1; !over.signal.aborted; n++) {
    if (example.hasPrintedText(typed.at(-MOST_UNPRINTED))) {
      typed.push(`bob ${n}`);
      example.type(`bob ${n}`);
    }
    if (await isStored(ann, roomId, `ann ${n}`)) said.push(`ann ${n}`);
  }
}

/** Sends until there is an answer, as any client does; false where it is over before. */
async function isStored(guest: Guest, roomId: string, text: string): Promise<boolean> {
  const message = { clientId: crypto.randomUUID(), text };
  for (;;) {
    const answer = await guest.call("POST", `/api/rooms/${roomId}/messages`, message).catch(() => null);
    if (answer?.status === 200 || answer?.status === 201) return true;
    if (over.signal.aborted) return false;
    if (answer?.status === 401) guest.token = (await guest.again()).token;
    else await Bun.sleep(RETRY_MS);
  }
}

async function sessionsOf(guest: Guest): Promise<number> {
  const { body } = await (await guest.again()).call("GET", "/api/sessions");
  return body.sessions.length;
}

/** An example client as a process, with all that it has printed. */
class Example {
  readonly printed: string[] = [];
  private readonly process: Bun.Subprocess<"pipe", "pipe", "pipe">;
  private readonly ended: Promise<never>;
  private wake = Promise.withResolvers<void>();

  constructor(cmd: string[]) {
    const { PATH, HOME } = process.env;
    const pipes = { stdin: "pipe", stdout: "pipe", stderr: "pipe" } as const;
    this.process = Bun.spawn({ cmd, cwd: import.meta.dir, env: { PATH, HOME }, ...pipes });
    void this.read();
    this.ended = this.process.exited.then(async () => {
      throw new Error(`${cmd.join(" ")} ended: ${await new Response(this.process.stderr).text()}`);
    });
    // Whether it ends is only asked while something is waited for.
    this.ended.catch(() => undefined);
  }

  /** Resolves once it has printed so many lines. */
  async hasPrinted(lines: number): Promise<void> {
    while (this.printed.length < lines) await Promise.race([this.wake.promise, this.ended]);
  }

  hasPrintedText(text: string | undefined): boolean {
    return text === undefined || this.printed.some((line) => line.endsWith(`: ${text}`));
  }

  type(line: string): void {
    // What ended is told of where it is waited for.
    void Promise.resolve(this.process.stdin.write(`${line}\n`)).catch(() => undefined);
    void this.process.stdin.flush();
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }

  private async read(): Promise<void> {
    let text = "";
    for await (const part of this.process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (text + part).split("\n");
      text = lines.pop() ?? "";
      this.printed.push(...lines);
      this.wake.resolve();
      this.wake = Promise.withResolvers();
    }
  }
}

/** Between an example and the server. */
class Wire {
  private readonly links = new Set<Socket>();
  private onTorn?: () => void;

  private constructor(
    private readonly port: number,
    private readonly relay = createServer((near) => this.join(near)),
  ) {}

  static async open(url: string): Promise<Wire> {
    const opened = new Wire(Number(new URL(url).port));
    await new Promise<void>((resolve) => opened.relay.listen(0, "127.0.0.1", resolve));
    return opened;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.relay.address() as { port: number }).port}`;
  }

  /** Ends all connections; the one that is written to next in the middle of what is written. */
  cut(): Promise<void> {
    return new Promise((resolve) => (this.onTorn = resolve));
  }

  close(): void {
    this.relay.close();
    for (const link of this.links) link.destroy();
  }

  private join(near: Socket): void {
    const far = connect(this.port, "127.0.0.1");
    for (const link of [near, far]) {
      this.links.add(link);
      link.on("error", () => undefined);
      link.on("close", () => this.links.delete(link));
    }
    near.on("data", (part) => far.write(part));
    far.on("data", (part: Buffer) => (this.onTorn ? this.tear(near, part) : near.write(part)));
    near.on("close", () => far.destroy());
    far.on("close", () => near.end());
  }

  private tear(near: Socket, part: Buffer): void {
    near.end(part.subarray(0, part.length >> 1));
    for (const link of this.links) if (link !== near) link.destroy();
    this.onTorn?.();
    this.onTorn = undefined;
  }
}
