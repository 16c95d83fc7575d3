import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, Guest, guests, house, openHouse, within } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const leave = (guest: Guest, password: unknown = Guest.password) =>
  guest.call("DELETE", "/api/me", { password });
const rooms = async (guest: Guest) => (await guest.call("GET", "/api/rooms")).body.rooms;
const room = async (guest: Guest, id: string) => (await guest.call("GET", `/api/rooms/${id}`)).body.room;
const byAge = (all: Guest[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1)) as [Guest, Guest];

/** A deleted user. */
const ghost = ({ id }: Guest) => ({
  id,
  username: "",
  nickname: "",
  intro: "",
  status: "",
  avatarUrl: null,
  deleted: true,
});

describe("deleting my account", () => {
  test("ends all my sessions, and takes the cookie away", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again();
    const lines = await Promise.all([ann.socket(), phone.socket()]);
    const { status, body, headers } = await leave(ann);
    expect([status, body]).toEqual([204, ""]);
    expect(headers.getSetCookie()[0]).toMatch(/^potato=;.*Max-Age=0/);
    for (const line of lines) expect(await within(1000, line.closed)).toBe(4401);
    for (const { token, refreshToken } of [ann, phone]) {
      expect((await call("GET", "/api/me", undefined, { authorization: `Bearer ${token}` })).status).toBe(
        401,
      );
      expect((await call("POST", "/api/sessions/refresh", { refreshToken })).status).toBe(401);
    }
    const { username } = ann;
    const signIn = await call("POST", "/api/sessions", { username, password: Guest.password });
    const nobody = await call("POST", "/api/sessions", {
      username: "nobody.at.all",
      password: Guest.password,
    });
    expect([signIn.status, signIn.body]).toEqual([401, nobody.body]);
  });

  test("needs my password, and without it changes nothing", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    const wrong = await leave(ann, "not the password");
    expect([wrong.status, wrong.body.code, wrong.body.errors[0].path]).toEqual([
      403,
      "forbidden",
      "password",
    ]);
    for (const password of [null, 7, { $ne: "" }, true])
      expect((await leave(ann, password)).status).toBe(422);
    expect((await ann.call("DELETE", "/api/me")).status).toBe(422);
    line.say({ type: "ping", n: 1 });
    await line.hears("pong");
    expect((await ann.call("GET", "/api/me")).body.user).toEqual(ann.user);
    line.close();
  });

  test("keeps what I said, by a deleted user", async () => {
    const [ann, bob] = await guests(2);
    const [group, direct] = await Promise.all([ann.group("남는 말", [bob]), ann.direct(bob)]);
    await ann.says(group, "나는 간다");
    await ann.says(direct, "잘 있어");
    await leave(ann);
    const inGroup = await bob.history(group);
    expect(inGroup.messages).toContainEqual(expect.objectContaining({ authorId: ann.id, text: "나는 간다" }));
    expect(inGroup.messages.at(-1)).toMatchObject({ kind: "system", event: expect.anything() });
    expect(inGroup.users).toContainEqual(ghost(ann));
    const inDirect = await bob.history(direct);
    expect(inDirect.messages).toMatchObject([{ authorId: ann.id, text: "잘 있어" }]);
    expect(inDirect.users).toEqual([ghost(ann)]);
    expect((await bob.call("GET", `/api/users/${ann.id}`)).body).toEqual({ user: ghost(ann) });
  });

  test("leaves the 1:1 to the other one, who can read it but say nothing more there", async () => {
    const [ann, bob] = await guests(2);
    const direct = await ann.direct(bob);
    await ann.says(direct, "잘 있어");
    await leave(ann);
    const [listed] = await rooms(bob);
    expect(listed).toMatchObject({ id: direct.id, peer: ghost(ann), me: { unread: 1 } });
    expect((await bob.says(direct, "거기 누구?")).status).toBe(403);
    const again = await bob.call("POST", "/api/rooms", { kind: "direct", userId: ann.id });
    expect([again.status, again.body.room.id]).toEqual([200, direct.id]);
  });

  test("frees my names, for someone who is not me", async () => {
    const [ann, bob] = await guests(2);
    const [group, direct] = await Promise.all([ann.group("옛 이름", [bob]), ann.direct(bob)]);
    await leave(ann);
    const { username, nickname } = ann.user;
    const draft = { username, nickname, password: "another potato", client: "app" };
    const { status, body } = await call("POST", "/api/users", draft);
    expect(status).toBe(201);
    expect(body.user).toEqual({ ...ann.user, id: expect.any(String) });
    expect(body.user.id).not.toBe(ann.id);
    const token = { authorization: `Bearer ${body.accessToken}` };
    expect((await call("GET", "/api/rooms", undefined, token)).body.rooms).toEqual([]);
    for (const { id } of [group, direct]) {
      expect((await call("GET", `/api/rooms/${id}`, undefined, token)).status).toBe(404);
    }
  });

  test("takes me off everyone's lists of friends and blocks, while they look on", async () => {
    const [ann, bob, carol] = await guests(3);
    await bob.call("PUT", `/api/friends/${ann.id}`, {});
    await carol.call("PUT", `/api/blocks/${ann.id}`);
    const line = await bob.socket();
    await leave(ann);
    expect(await line.hears("friend.removed")).toEqual({ type: "friend.removed", userId: ann.id });
    expect((await bob.call("GET", "/api/friends")).body.friends).toEqual([]);
    expect((await carol.call("GET", "/api/blocks")).body.users).toEqual([]);
    for (const path of [`/api/friends/${ann.id}`, `/api/blocks/${ann.id}`]) {
      expect((await bob.call("PUT", path, {})).status).toBe(404);
      expect((await bob.call("DELETE", path)).status).toBe(204);
    }
    line.close();
  });

  test("hands my group to its oldest admin, and all see me go", async () => {
    const [ann, bob, carol, dora] = await guests(4);
    const group = await ann.group("물려주기", [bob, carol, dora]);
    await ann.call("PUT", `/api/rooms/${group.id}/members/${carol.id}`, { role: "admin" });
    const line = await bob.socket();
    await leave(ann);
    await line.hears("member.left", (frame) => frame.userId === ann.id);
    await line.hears("room.changed", (frame) => frame.ownerId === carol.id && frame.memberCount === 3);
    expect(await room(carol, group.id)).toMatchObject({
      ownerId: carol.id,
      memberCount: 3,
      me: { role: "owner" },
    });
    const { members } = (await bob.call("GET", `/api/rooms/${group.id}/members`)).body;
    expect(members.map(({ user }: { user: { id: string } }) => user.id)).not.toContain(ann.id);
    line.close();
  });

  test("hands my group to its oldest member where there is no admin", async () => {
    const [ann, ...others] = await guests(3);
    const [first, second] = byAge(others);
    const group = await ann.group("오래된 순", [first]);
    await ann.call("PUT", `/api/rooms/${group.id}/members/${second.id}`, {});
    await leave(ann);
    expect(await room(second, group.id)).toMatchObject({
      ownerId: first.id,
      memberCount: 2,
      me: { role: "member" },
    });
    await leave(first);
    expect(await room(second, group.id)).toMatchObject({
      ownerId: second.id,
      memberCount: 1,
      me: { role: "owner" },
    });
  });

  test("closes a public group where I was the last", async () => {
    const [ann, bob] = await guests(2);
    const group = await ann.group("불 끄기", [], "public");
    expect((await bob.call("GET", `/api/rooms/${group.id}`)).status).toBe(200);
    await leave(ann);
    expect((await bob.call("GET", `/api/rooms/${group.id}`)).status).toBe(404);
    expect((await bob.call("PUT", `/api/rooms/${group.id}/members/me`, {})).status).toBe(404);
  });

  test("leaves no session to who was signing in meanwhile", async () => {
    const [ann] = await guests(1);
    const leaving = leave(ann);
    const draft = { username: ann.username, password: Guest.password };
    const late = await Promise.all(Array.from({ length: 6 }, () => call("POST", "/api/sessions", draft)));
    expect((await leaving).status).toBe(204);
    for (const { body } of late) {
      expect(
        (await call("GET", "/api/me", undefined, { authorization: `Bearer ${body.accessToken}` })).status,
      ).toBe(401);
    }
  });
});

describe("bun run user", () => {
  const root = `${import.meta.dir}/../..`;

  /** Runs the command as an operator would, beside the server. */
  async function run(args: string[], env: Record<string, string> = { DATA_DIR: house.dir, ...house.env }) {
    const command = [process.execPath, "run", "--silent", "user", ...args];
    const child = Bun.spawn(command, {
      cwd: root,
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, err, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    return { out, err, code };
  }

  test("reset sets a random password, prints it alone, and ends every session on the running server", async () => {
    const [ann, bob] = await guests(2);
    const [line, other] = await Promise.all([ann.socket(), bob.socket()]);
    const { out, err, code } = await run(["reset", ann.username.toUpperCase()]);
    expect([code, err]).toEqual([0, ""]);
    expect(await within(1000, line.closed)).toBe(4401);
    expect((await ann.call("GET", "/api/me")).status).toBe(401);
    const password = out.trimEnd();
    expect(password).toMatch(/^[A-Za-z0-9_-]{16}$/);
    const { username } = ann;
    expect((await call("POST", "/api/sessions", { username, password: Guest.password })).status).toBe(401);
    expect((await call("POST", "/api/sessions", { username, password })).status).toBe(201);
    other.say({ type: "ping" });
    await other.hears("pong");
    other.close();
  });

  test("reset of someone who does not exist says so, and fails", async () => {
    const { out, err, code } = await run(["reset", "nobody.at.all"]);
    expect([out, err, code]).toEqual(["", "Nobody has that username.\n", 1]);
  });

  test("reset where there are no accounts says so, and makes none", async () => {
    const DATA_DIR = `${house.dir}/mistyped`;
    const { err, code } = await run(["reset", "anyone"], { DATA_DIR });
    expect([err, code]).toEqual(["There are no accounts in DATA_DIR.\n", 1]);
    expect(await Bun.file(`${DATA_DIR}/accounts.sqlite`).exists()).toBe(false);
  });

  test.each([[[]], [["reset", "a", "b"]], [["delete", "someone"]]])(
    "%j is answered with how to use it",
    async (args) => {
      expect(await run(args)).toEqual({ out: "", err: "Usage: bun run user reset NAME\n", code: 2 });
    },
  );
});
