import { Shares } from "../../capacity/shares";
import { Refused } from "../../errors";

// Request bodies in progress. Their number and their buffers' bytes are limited per address and in total, and a body that
// stalls is aborted. So incomplete bodies use a bounded amount of memory.

const KB = 1024;
const MB = 1024 * KB;
// At least MIN_PROGRESS bytes must arrive in STALL_MS. A phone at the edge of its network sends 2 kB a second.
const STALL_MS = 5000;
const MIN_PROGRESS = KB;
const LOOK_MS = 250;
const FIRST_BUFFER = 4 * KB;

/** The limits for bodies of one size class. */
export class Pool {
  readonly bodies: Shares;
  readonly bytes: Shares;

  constructor(
    /** For a whole body, from its first byte to its last. */
    readonly maxMs: number,
    [ofOne, ofAll]: [bodies: number, bodies: number],
    [bytesOfOne, bytesOfAll]: [bytes: number, bytes: number],
  ) {
    this.bodies = new Shares(ofOne, ofAll);
    this.bytes = new Shares(bytesOfOne, bytesOfAll);
  }
}

/**
 * One pool per size class, so that small bodies, which anyone may send, leave room for larger ones, which need a sign-in.
 * Two hundred people may share an address, but a body that arrives with its headers takes no time to read.
 */
const pools: [maxBytes: number, pool: Pool][] = [
  [16 * KB, new Pool(20_000, [64, 1024], [MB, 8 * MB])],
  [256 * KB, new Pool(20_000, [128, 1024], [4 * MB, 32 * MB])],
  // 120 s is enough for 5 MB at 43 kB a second.
  [Infinity, new Pool(120_000, [64, 256], [20 * MB, 64 * MB])],
];

export const poolFor = (maxBytes: number): Pool => pools.find(([upTo]) => maxBytes <= upTo)![1];

/** What is in progress now, in all pools. */
export const underWay = () => ({
  bodies: pools.reduce((sum, [, { bodies }]) => sum + bodies.inUse, 0),
  bytes: pools.reduce((sum, [, { bytes }]) => sum + bytes.inUse, 0),
});

type IncomingBody = { address: string; maxBytes: number; length: number | undefined };

/** Reads a body of at most `maxBytes`; refuses one that is longer, too slow, or one too many. */
export async function read(body: ReadableStream<Uint8Array>, asked: IncomingBody): Promise<Uint8Array> {
  const { bodies } = poolFor(asked.maxBytes);
  bodies.reserve(asked.address, 1);
  const incoming = new Incoming(body.getReader(), asked);
  const stop = watch(incoming);
  try {
    return await incoming.whole();
  } finally {
    stop();
    bodies.release(asked.address, 1);
  }
}

class Incoming {
  private readonly pool: Pool;
  private buffer = new Uint8Array();
  private size = 0;
  private isLate = false;
  private readonly lastMoment: number;
  private progress = { moment: performance.now(), size: 0 };

  constructor(
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly asked: IncomingBody,
  ) {
    this.pool = poolFor(asked.maxBytes);
    this.lastMoment = performance.now() + this.pool.maxMs;
  }

  async whole(): Promise<Uint8Array> {
    const { length, maxBytes } = this.asked;
    try {
      for (;;) {
        const { done, value } = await this.reader.read();
        if (this.isLate) throw late();
        if (done) return this.buffer.subarray(0, this.size);
        // Most bodies arrive with the headers, in one part.
        if (value.byteLength === length) return value;
        if (this.size + value.byteLength > maxBytes) throw new Refused("too-large");
        this.add(value);
        if (this.size === length) return this.buffer.subarray(0, this.size);
        // Merges what arrives in one turn: a body may be chunked byte by byte, and each part costs about 3 µs.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      // Discards the rest. Cancelling fails where the connection is gone.
      this.reader.cancel().catch(() => undefined);
      throw error instanceof Refused ? error : new Refused("invalid", { detail: "The body was cut off." });
    } finally {
      this.pool.bytes.release(this.asked.address, this.buffer.byteLength);
    }
  }

  /** Aborts it where it has stalled, or takes too long as a whole. */
  look(now: number): void {
    const { moment, size } = this.progress;
    if (this.size - size >= MIN_PROGRESS) this.progress = { moment: now, size: this.size };
    else if (now - moment > STALL_MS) this.isLate = true;
    if (now > this.lastMoment) this.isLate = true;
    if (!this.isLate) return;
    // Ends the pending read.
    this.reader.cancel().catch(() => undefined);
  }

  private add(part: Uint8Array): void {
    const size = this.size + part.byteLength;
    if (size > this.buffer.byteLength) this.grow(size);
    this.buffer.set(part, this.size);
    this.size = size;
  }

  private grow(atLeast: number): void {
    const { address, length, maxBytes } = this.asked;
    const wanted = Math.max(FIRST_BUFFER, 2 * this.buffer.byteLength, atLeast);
    const larger = Math.min(wanted, length ?? maxBytes, maxBytes);
    this.pool.bytes.reserve(address, larger - this.buffer.byteLength);
    const before = this.buffer;
    this.buffer = new Uint8Array(larger);
    this.buffer.set(before.subarray(0, this.size));
  }
}

const late = () => new Refused("timeout", { detail: "The body did not come in time.", retryAfterMs: 1000 });

// One timer for all: most bodies are complete before it first fires.
const watched = new Set<Incoming>();
let timer: Timer | undefined;

function watch(incoming: Incoming): () => void {
  watched.add(incoming);
  timer ??= setInterval(lookAtAll, LOOK_MS).unref();
  return () => void watched.delete(incoming);
}

function lookAtAll(): void {
  const now = performance.now();
  for (const one of watched) one.look(now);
  if (watched.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
