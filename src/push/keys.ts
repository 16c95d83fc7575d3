import { createECDH, ECDH, hkdfSync } from "node:crypto";

import { env } from "../env";

/** The keys by which push services know this server (VAPID, RFC 8292), and who is responsible for it. */
export type VapidKeys = { publicKey: string; privateKey: string; subject: string };

const CURVE = "prime256v1";
// The order of P-256: a private key is from 1 to one less.
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
// A third more than a key has, so that each key is as likely as any other.
const BYTES = 48;
// Where there is nobody to name. Some push services want a name that could exist.
const NOBODY = "mailto:potato-chat@example.com";

let keys: VapidKeys;

/**
 * Those of the environment; else they are derived from the secret that signs tokens. All machines have the same then, and a
 * backup brings them along, without another file to keep: subscriptions are good for one key only. Whoever has that secret can
 * sign in as anyone, so nothing is easier to get than before.
 */
export function open(secret: string): void {
  const { VAPID_PUBLIC, VAPID_PRIVATE, VAPID_SUBJECT, PUBLIC_URL } = env;
  const subject = VAPID_SUBJECT ?? (PUBLIC_URL.startsWith("https:") ? PUBLIC_URL : NOBODY);
  const pair =
    VAPID_PUBLIC !== undefined && VAPID_PRIVATE !== undefined
      ? { publicKey: VAPID_PUBLIC, privateKey: VAPID_PRIVATE }
      : derived(secret);
  keys = { ...pair, subject };
}

export const vapid = (): VapidKeys => keys;

function derived(secret: string): Omit<VapidKeys, "subject"> {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "potato-chat VAPID", BYTES));
  const scalar = (BigInt(`0x${bytes.toString("hex")}`) % (ORDER - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
  const pair = createECDH(CURVE);
  pair.setPrivateKey(privateKey);
  return { publicKey: pair.getPublicKey("base64url"), privateKey: privateKey.toString("base64url") };
}

/** Whether it is a point of the curve, as the keys of devices must be. */
export function isPoint(key: Buffer): boolean {
  try {
    // Uncompressed, as push services and browsers write it.
    return key.length === 65 && key[0] === 4 && ECDH.convertKey(key, CURVE).length === 65;
  } catch {
    return false;
  }
}
