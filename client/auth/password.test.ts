import { expect, test } from "bun:test";

import { composed, withPassword } from "./password";

const NFC = "café 감자";
const NFD = NFC.normalize("NFD");
const isWrong = (error: unknown): boolean => error === "wrong";

/** A server that knows one password, byte by byte. */
const knows = (right: string, sent: string[]) => (password: string) => {
  sent.push(password);
  return password === right ? Promise.resolve("in") : Promise.reject("wrong");
};

test("a pasted password is sent as a typed one", async () => {
  expect([composed(NFD), composed(NFC)]).toEqual([NFC, NFC]);
  const sent: string[] = [];
  expect(await withPassword(NFD, isWrong, knows(NFC, sent))).toBe("in");
  expect(sent).toEqual([NFC]);
});

test("an account from before still opens by what was pasted then", async () => {
  const sent: string[] = [];
  expect(await withPassword(NFD, isWrong, knows(NFD, sent))).toBe("in");
  expect(sent).toEqual([NFC, NFD]);
});

test("a wrong password is sent once, and so is one that was refused for another reason", async () => {
  const sent: string[] = [];
  const outcome = (all: Promise<string>) => all.catch((error: unknown) => error);
  expect(await outcome(withPassword(NFC, isWrong, knows("other", sent)))).toBe("wrong");
  expect(await outcome(withPassword(NFD, () => false, knows("other", sent)))).toBe("wrong");
  expect(sent).toEqual([NFC, NFC]);
});
