import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { decrypt } from "http_ece";

import { useNetwork } from "../../web/network";
import { Ear, house, openHouse } from "../people/guests";
import { Web } from "./web";

// For tests: a push service (RFC 8030) as strict as a real one, and the devices that subscribe at it. It is a site of a local
// web. What it takes is checked (VAPID: RFC 8292) and decrypted as a browser does (RFC 8291).

/** What it answers instead of taking a message. */
export type PushMood = { status: number; headers?: Record<string, string> } | "hang" | undefined;
type Pushed = { payload: unknown; topic?: string; urgency: string; ttl: number };

const DAY_S = 24 * 3600;
const URGENCIES = new Set(["very-low", "low", "normal", "high"]);
const MOST_BYTES = 4096;

/** A browser that has subscribed. Keeps what reaches it, in order. */
export class PushDevice extends Ear {
  readonly pushed: Pushed[] = [];
  private readonly key = createECDH("prime256v1");
  private readonly secret = randomBytes(16);

  constructor(
    readonly endpoint: string,
    /** The server's key that it has subscribed with. */
    readonly serverKey: string,
  ) {
    super();
    this.key.generateKeys();
  }

  /** As `PushSubscription.toJSON` has it. */
  get subscription() {
    const keys = { p256dh: this.key.getPublicKey("base64url"), auth: this.secret.toString("base64url") };
    return { endpoint: this.endpoint, keys };
  }

  deliver(body: Buffer, head: Omit<Pushed, "payload">): void {
    const how = { version: "aes128gcm", privateKey: this.key, authSecret: this.secret } as const;
    const payload = JSON.parse(decrypt(body, how).toString());
    this.pushed.push({ payload, ...head });
    this.receive(payload);
  }
}

export class PushService {
  /** What it says to the next requests, in turn; then it takes messages. */
  readonly moods: PushMood[] = [];
  /** What it says to everyone until it is taken away. */
  mood: PushMood;
  /** Why messages were refused that a sender should not have sent like that. */
  readonly faults: string[] = [];
  /** The status of each answer. */
  readonly answered: number[] = [];
  readonly authorizations = new Set<string>();
  inFlight = 0;
  mostInFlight = 0;
  private readonly devices = new Map<string, PushDevice>();
  private readonly held: ((status?: number) => void)[] = [];
  private waiting: (() => void)[] = [];

  constructor(
    web: Web,
    readonly host = "push.example",
  ) {
    web.sites.set(host, (request, response) => void this.serve(request, response));
  }

  /** A device that subscribes with this key of the server. */
  device(serverKey: string): PushDevice {
    const path = `/wpush/${randomBytes(24).toString("base64url")}`;
    const device = new PushDevice(`https://${this.host}${path}`, serverKey);
    this.devices.set(path, device);
    return device;
  }

  /** It has unsubscribed. */
  forget({ endpoint }: PushDevice): void {
    this.devices.delete(new URL(endpoint).pathname);
  }

  /** Resolves once it is so: looked at whenever something comes or is answered. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Goes on with those that it has kept waiting, or answers all of them by this status. */
  release(status?: number): void {
    for (const goOn of this.held.splice(0)) goOn(status);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    response.on("close", () => {
      this.inFlight--;
      this.wake();
    });
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const mood = this.moods.length > 0 ? this.moods.shift() : this.mood;
    if (mood === "hang") {
      this.held.push((status) => {
        if (status === undefined) this.handle(request, body, response);
        else this.answer(response, status);
      });
      return this.wake();
    }
    if (mood) return this.answer(response, mood.status, mood.headers);
    this.handle(request, body, response);
  }

  private handle(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const device = this.devices.get(request.url ?? "");
    if (!device) return this.answer(response, 404);
    try {
      const [status, headers] = this.accept(request, body, device);
      this.answer(response, status, headers);
    } catch (error) {
      this.faults.push(String(error));
      this.answer(response, 400);
    }
  }

  private accept(
    { method, headers }: IncomingMessage,
    body: Buffer,
    device: PushDevice,
  ): [status: number, headers?: Record<string, string>] {
    mustBe(method === "POST", "a POST");
    if (body.length > MOST_BYTES) return [413];
    const { topic, urgency = "normal", ttl = "" } = headers as Record<string, string>;
    mustBe(/^\d{1,8}$/.test(ttl), "a TTL in seconds");
    mustBe(topic === undefined || /^[A-Za-z0-9_-]{1,32}$/.test(topic), "a topic of at most 32 of base64url");
    mustBe(URGENCIES.has(urgency), "one of four urgencies");
    mustBe(headers["content-encoding"] === "aes128gcm", "aes128gcm");
    mustBe(Number(headers["content-length"]) === body.length, "a length");
    const { authorization = "" } = headers;
    this.authorizations.add(authorization);
    mustBeKnown(authorization, `https://${this.host}`, device.serverKey);
    device.deliver(body, { topic, urgency, ttl: Number(ttl) });
    return [201, { location: `https://${this.host}/message/${randomBytes(8).toString("base64url")}` }];
  }

  private answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
    this.answered.push(status);
    response.writeHead(status, headers);
    response.end(status === 201 ? "" : "no");
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** VAPID: signed by the key that the device has subscribed with, for this service, for a day at most, by somebody. */
function mustBeKnown(authorization: string, audience: string, serverKey: string): void {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  mustBe(key === serverKey, "the key that the device has subscribed with");
  const [head = "", claims = "", signature = ""] = token.split(".");
  const { alg, typ } = parsed(head);
  mustBe(alg === "ES256" && typ === "JWT", "a JWT by ES256");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  mustBe(isSigned, "a signature of that key");
  const { aud, exp, sub } = parsed(claims);
  const now = Date.now() / 1000;
  mustBe(aud === audience, "a token for this service");
  mustBe(exp > now && exp <= now + DAY_S, "a token that expires within a day");
  mustBe(/^(mailto:[^@]+@[^@.]+\.[^@]+|https:\/\/.+)$/.test(sub), "someone to write to");
}

export type PushHouse = { service: PushService; web: Web; close: () => Promise<void> };

/** A server, or several, with a push service for the internet. */
export async function openHouseWithPush(env: Record<string, string> = {}): Promise<PushHouse> {
  const web = await Web.open();
  const service = new PushService(web);
  // For a server in this process; others are told by their environment.
  useNetwork(web.network);
  await openHouse({ ...web.env, ...env });
  const close = async () => {
    await house.close();
    useNetwork();
    await web.close();
  };
  return { service, web, close };
}

type VapidClaims = { alg: string; typ: string; aud: string; exp: number; sub: string };
const parsed = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as VapidClaims;

function mustBe(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not ${what}`);
}
