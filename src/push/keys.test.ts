import { expect, test } from "bun:test";
import { createECDH } from "node:crypto";

import { readEnv, useEnv } from "../env";
import { open, vapid } from "./keys";

const SECRET = "a secret of these tests alone, long enough";
function keysUnder(env: Record<string, string>, secret = SECRET) {
  useEnv(readEnv(env));
  open(secret);
  return vapid();
}

test("every machine with the same secret has the same pair, and it is one", () => {
  const { publicKey, privateKey } = keysUnder({});
  expect(keysUnder({ PUBLIC_URL: "http://192.168.0.7:3000" })).toMatchObject({ publicKey, privateKey });
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(privateKey, "base64url");
  expect(pair.getPublicKey("base64url")).toBe(publicKey);
  expect(keysUnder({}, `${SECRET}, but another`).publicKey).not.toBe(publicKey);
});

test("a pair of the environment counts, whatever the secret", () => {
  const other = keysUnder({}, "another secret, which is long enough");
  const env = { VAPID_PUBLIC: other.publicKey, VAPID_PRIVATE: other.privateKey };
  expect(keysUnder(env)).toMatchObject({ publicKey: other.publicKey, privateKey: other.privateKey });
});

test.each<[string, Record<string, string>, string]>([
  ["who is named", { VAPID_SUBJECT: "mailto:push@chat.example" }, "mailto:push@chat.example"],
  ["the address of the server", { PUBLIC_URL: "https://chat.example" }, "https://chat.example"],
  ["not one without https", { PUBLIC_URL: "http://192.168.0.7:3000" }, "mailto:potato-chat@example.com"],
  ["nobody", {}, "mailto:potato-chat@example.com"],
])("push services can reach %s", (_, env, subject) => expect(keysUnder(env).subject).toBe(subject));
