import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What goes over Redis, so that it is believed: whoever reaches Redis can read it, lose it and bring it again, but nobody can
 * make one, change one or move it to another channel who does not know the secret.
 */
export type Opened = {
  /** The machine, from one start to the next. */
  from: string;
  /** It grows with each that this machine sends, on whatever channel. */
  n: number;
  lines: string[];
};

export type Envelopes = {
  /** Another one each time. */
  seal: (channel: string, lines: string[]) => string;
  /** Undefined for what none of our machines has sealed for this channel. */
  open: (channel: string, payload: string) => Opened | undefined;
  /** Whether it says that it is our own: nobody has to look at it any further. */
  isOwn: (payload: string) => boolean;
  readonly own: string;
};

// Of this form: whoever changes it gives it another number.
const VERSION = "2";
const HEAD = /^2 ([\w-]{16}) (\d{1,15}) ([\w-]{43})$/;
const HEAD_LENGTH = VERSION.length + 16 + 15 + 43 + 3;

/** Some 3 µs to seal one of half a kilobyte, and as much to open it. */
export function openEnvelopes(secret: string): Envelopes {
  // A key of its own: nothing that is signed elsewhere passes here.
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
