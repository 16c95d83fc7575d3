import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Messages over Redis, sealed with an HMAC. Anyone with access to Redis can read, drop and replay them, but without the
 * secret nobody can forge one, change one or move it to another channel.
 */
export type Opened = {
  /** The machine, from one start to the next. */
  from: string;
  /** Grows with each message of this machine, across all channels. */
  n: number;
  lines: string[];
};

export type Envelopes = {
  /** A different one each time. */
  seal: (channel: string, lines: string[]) => string;
  /** Undefined where no machine of ours has sealed it for this channel. */
  open: (channel: string, payload: string) => Opened | undefined;
  /** Whether it claims to be this machine's own, which needs no further look. */
  isOwn: (payload: string) => boolean;
  readonly own: string;
};

// Of this format. A change of the format needs a new number.
const VERSION = "2";
const HEAD = /^2 ([\w-]{16}) (\d{1,15}) ([\w-]{43})$/;
const HEAD_LENGTH = VERSION.length + 16 + 15 + 43 + 3;

/** Some 3 µs to seal one of half a kilobyte, and as much to open it. */
export function openEnvelopes(secret: string): Envelopes {
  // A key of its own, so that nothing signed elsewhere is valid here.
  const key = createHmac("sha256", secret).update("bus").digest();
  // A copy of one that has its key is three times as fast as `createHmac` (measured: 1.1 and 3.4 µs).
  const keyed = new Bun.CryptoHasher("sha256", key);
  const own = Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("base64url");
  let sent = 0;

  const prove = (channel: string, from: string, n: number | string, body: string): Buffer =>
    keyed.copy().update(`${channel}\n${from} ${n}\n`).update(body).digest();

  return {
    own,
    isOwn: (payload) => payload.startsWith(`${VERSION} ${own} `),
    seal(channel, lines) {
      const body = lines.join("\n");
      const n = ++sent;
      return `${VERSION} ${own} ${n} ${prove(channel, own, n, body).toString("base64url")}\n${body}`;
    },
    open(channel, payload) {
      const end = payload.indexOf("\n");
      if (end < 0 || end > HEAD_LENGTH) return undefined;
      const [, from = "", n = "", proof = ""] = HEAD.exec(payload.slice(0, end)) ?? [];
      const body = payload.slice(end + 1);
      const given = Buffer.from(proof, "base64url");
      const expected = prove(channel, from, n, body);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return { from, n: Number(n), lines: body.split("\n") };
    },
  };
}
