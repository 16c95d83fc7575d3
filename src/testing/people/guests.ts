import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readEnv } from "../../env";
import type { Room } from "../../protocol/room";
import type { User } from "../../protocol/user";
import { start } from "../../server";
import { openMachines } from "../servers/profile";

// For tests: a real server on its own port with temporary stores, and users who use it over HTTP and WebSocket.

export type Running = Omit<Awaited<ReturnType<typeof start>>, "damaged" | "metricsUrl"> & {
  /** The URL of its metrics, where enabled. */
  metricsUrl?: string;
  dir: string;
  /** The name of each machine. */
  machines: string[];
  /** Environment that a command beside it needs in addition. */
  env?: Record<string, string>;
  close(): Promise<void>;
};
export type Answer<T> = { status: number; body: T; headers: Headers };
export type AnyFrame = { type: string; [field: string]: unknown };

export let house: Running;
/** Sets the server that guests use from now on. */
export const useHouse = <Kind extends Running>(running: Kind): Kind => {
  house = running;
  return running;
};

/**
 * Starts a server for a test file: in this process, or with PROFILE=machines several behind a proxy. `env` adds to the
 * environment; an existing `dir` is opened again.
 */
export async function openHouse(
  env: Record<string, string> = {},
  dir = mkdtempSync(join(tmpdir(), "potato-")),
): Promise<Running> {
  if (process.env["PROFILE"] === "machines") return useHouse(await openMachines(env, dir));
  const base = {
    PORT: "0",
    DATA_DIR: dir,
    LIMITS: "off",
    LOG_LEVEL: "silent",
    JWT_SECRET: "a secret of this test alone, long enough",
  };
  const running = await start(readEnv({ ...base, ...env }));
  const close = async () => {
    await running.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return useHouse({ ...running, dir, machines: ["potato"], close });
}

let count = 0;

// A tuple where the number is a literal, so that both are defined in `const [ann, bob] = await guests(2)`.
type Several<N extends number, All extends Guest[] = []> = number extends N
  ? Guest[]
  : All["length"] extends N
    ? All
    : Several<N, [...All, Guest]>;

/** Users who have just signed up. */
export const guests = <const N extends number>(howMany: N): Promise<Several<N>> =>
  Promise.all(Array.from({ length: howMany }, () => Guest.arrive())) as Promise<Several<N>>;

export class Guest {
  private constructor(
    readonly user: User,
    readonly username: string,
    public token: string,
    public refreshToken: string,
  ) {}

  static readonly password = "hot-potato-soup";

  static async arrive(): Promise<Guest> {
    const username = `guest${++count}.${process.pid}`.slice(0, 20);
    const account = { username, password: Guest.password, nickname: `손님 ${count}`, client: "app" };
    const { body } = await call<{ user: User; accessToken: string; refreshToken: string }>(
      "POST",
      "/api/users",
      account,
    );
    return new Guest(body.user, username, body.accessToken, body.refreshToken);
  }

  get id(): string {
    return this.user.id;
  }

  /** The same user, on another device. */
  async again(device?: string): Promise<Guest> {
    const { username } = this;
    const { body } = await call("POST", "/api/sessions", {
      username,
      password: Guest.password,
      client: "app",
      device,
    });
    return new Guest(body.user, username, body.accessToken, body.refreshToken);
  }

  call = <T = any>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
    call<T>(method, path, body, { authorization: `Bearer ${this.token}` });

  async group(title: string, others: Guest[] = [], visibility?: "public" | "private"): Promise<Room> {
    const answer = await this.call("POST", "/api/rooms", {
      kind: "group",
      title,
      memberIds: others.map(({ id }) => id),
      visibility,
    });
    return answer.body.room;
  }

  async direct(other: Guest): Promise<Room> {
    return (await this.call("POST", "/api/rooms", { kind: "direct", userId: other.id })).body.room;
  }

  async says(room: Room, text: string, more: object = {}): Promise<Answer<any>> {
    return this.call("POST", `/api/rooms/${room.id}/messages`, {
      clientId: crypto.randomUUID(),
      text,
      ...more,
    });
  }

  async history(room: Pick<Room, "id">, query = ""): Promise<any> {
    return (await this.call("GET", `/api/rooms/${room.id}/messages${query}`)).body;
  }

  /** A socket that has sent hello and been welcomed. */
  async socket(): Promise<Line> {
    const line = await Line.open();
    line.say({ type: "hello", token: this.token });
    await line.hears("welcome");
    return line;
  }
}

/** A request without credentials. */
export async function call<T = any>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const json =
    body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
  const response = await fetch(house.url + path, { method, headers, ...json });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as T,
  };
}

// Below Bun's timeout of five seconds for a test; FerretDB, behind several machines, is sometimes slower.
const PATIENCE_MS = process.env["PROFILE"] === "machines" ? 20_000 : 4000;
let fences = 0;

/** A receiver of frames that keeps them all. Tests wait for frames, never for time. */
export abstract class Ear {
  readonly received: AnyFrame[] = [];
  private waiting: (() => void)[] = [];

  protected receive(frame: AnyFrame): void {
    this.received.push(frame);
    for (const wake of this.waiting.splice(0)) wake();
  }

  /** The first frame of this type that fits, already received or still to come. */
  async hears<T = any>(
    type: string,
    fits: (frame: any) => boolean = () => true,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const frame = this.received.find((one) => one.type === type && fits(one));
      if (frame) return frame as T;
      if (Date.now() > deadline)
        throw new Error(`No ${type} came; received: ${JSON.stringify(this.received).slice(0, 2000)}`);
      await Promise.race([
        new Promise<void>((resolve) => this.waiting.push(resolve)),
        Bun.sleep(deadline - Date.now()),
      ]);
    }
  }

  all = (type: string): any[] => this.received.filter((frame) => frame.type === type);
}

/** One WebSocket. */
export class Line extends Ear {
  readonly closed: Promise<number>;

  private constructor(readonly ws: WebSocket) {
    super();
    ws.addEventListener("message", ({ data }) => this.receive(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => ws.addEventListener("close", ({ code }) => resolve(code)));
  }

  // Bun accepts headers, which the browser's type does not have.
  static async open(options: Bun.WebSocketOptions = {}): Promise<Line> {
    const ws = new WebSocket(`${house.url.replace("http", "ws")}/ws`, options as string[]);
    const line = new Line(ws);
    await new Promise((resolve, reject) => {
      ws.addEventListener("open", resolve);
      ws.addEventListener("error", reject);
    });
    return line;
  }

  say(frame: AnyFrame): void {
    this.ws.send(JSON.stringify(frame));
  }

  /** Resolves once all that was sent to this socket until now has been received. Shows that a frame did not come. */
  async fence(): Promise<void> {
    const n = ++fences;
    this.say({ type: "ping", n });
    await this.hears("pong", (frame) => frame.n === n);
  }

  close(): void {
    this.ws.close();
  }
}

/** Fails the test where `coming` does not resolve within the promised time. */
export async function within<T>(ms: number, coming: Promise<T>): Promise<T> {
  const late = Symbol("late");
  const first = await Promise.race<T | symbol>([coming, Bun.sleep(ms).then(() => late)]);
  if (first === late) throw new Error(`Nothing came within ${ms} ms`);
  return first as T;
}

/** The first cookie that an answer sets, as a browser sends it. */
export const cookieIn = (headers: Headers): string => headers.getSetCookie()[0]?.split(";")[0] ?? "";
