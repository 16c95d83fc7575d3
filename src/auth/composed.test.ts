import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { eq } from "drizzle-orm";

import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { call, Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const NFC = "감자 Café 비밀".normalize("NFC");
const NFD = NFC.normalize("NFD");
const ARGON2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
let names = 0;

const signUp = (password: string) => {
  const username = `composed.${++names}`;
  return call("POST", "/api/users", { username, nickname: `합친 감자 ${names}`, password, client: "app" });
};
const signIn = (username: string, password: string) =>
  call("POST", "/api/sessions", { username, password, client: "app" });
const hashOf = (id: string) =>
  accounts.select().from(table.users).where(eq(table.users.id, id)).get()!.passwordHash;
async function hashedBefore(password: string): Promise<Guest> {
  const [guest] = await guests(1);
  const passwordHash = await Bun.password.hash(password, ARGON2);
  accounts.update(table.users).set({ passwordHash }).where(eq(table.users.id, guest.id)).run();
  return guest;
}

describe("a password", () => {
  test("is the same composed and decomposed, wherever it was typed first", async () => {
    for (const first of [NFC, NFD]) {
      const { body, status } = await signUp(first);
      expect(status).toBe(201);
      for (const other of [NFC, NFD]) expect((await signIn(body.user.username, other)).status).toBe(201);
      expect((await signIn(body.user.username, "감자 Cafe 비밀")).status).toBe(401);
    }
  });

  test("is as long as it looks: decomposed it is not longer", async () => {
    expect((await signUp("감자감".normalize("NFD"))).body.errors[0].path).toBe("password");
    expect((await signUp("가나다라마바사각".normalize("NFD"))).status).toBe(201);
    expect((await signUp("각".repeat(128).normalize("NFD"))).status).toBe(201);
    expect((await signUp("각".repeat(129))).status).toBe(422);
  });

  test("that was hashed decomposed still works from every keyboard, and is hashed again", async () => {
    for (const typed of [NFC, NFD]) {
      const guest = await hashedBefore(NFD);
      const old = hashOf(guest.id);
      expect((await signIn(guest.username, `${typed}x`)).status).toBe(401);
      expect(hashOf(guest.id)).toBe(old);
      expect((await signIn(guest.username, typed)).status).toBe(201);
      const fresh = hashOf(guest.id);
      expect(fresh).not.toBe(old);
      expect(await Bun.password.verify(NFC, fresh)).toBe(true);
      // From now on it stays.
      expect((await signIn(guest.username, NFD)).status).toBe(201);
      expect(hashOf(guest.id)).toBe(fresh);
    }
  });

  test("that was hashed in a mixture of both works as it was typed", async () => {
    const mixed = `${NFC.slice(0, 3)}${NFD.slice(5)}`;
    const guest = await hashedBefore(mixed);
    expect((await signIn(guest.username, mixed)).status).toBe(201);
    expect((await signIn(guest.username, mixed.normalize("NFC"))).status).toBe(201);
  });

  test("of old can be changed with what is typed now", async () => {
    const guest = await hashedBefore(NFD);
    const { status } = await guest.call("PUT", "/api/me/password", { current: NFC, next: Guest.password });
    expect(status).toBe(204);
  });
});
