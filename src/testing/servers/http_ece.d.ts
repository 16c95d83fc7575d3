// The package has no types of its own.
declare module "http_ece" {
  import type { ECDH } from "node:crypto";

  /** RFC 8188 with the keys of RFC 8291. Throws where it cannot be decrypted. */
  export function decrypt(
    body: Buffer,
    how: { version: "aes128gcm"; privateKey: ECDH; authSecret: Buffer },
  ): Buffer;
}
