import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { whyNoRig } from "../../../e2e/machines/rig";
import { endsAccess } from "../fixtures/ended";
import { putImage, stripes } from "../fixtures/pictures";
import { call, Guest, guests } from "../people/guests";
import { goTo, on, openRig, rig, socketOn } from "../servers/rigs";
import { begin, bytesOf, fileOf, finish, patch, tus } from "../wire/uploads";

// Accounts that LiteFS replicates between three machines behave like one store, on whichever machine.

const options = { machines: 3, accounts: "litefs", isLight: true } as const;
const reason = await whyNoRig(options);
if (reason) console.error(`Skipped: ${reason}`);

const TIMES = Number(process.env["TIMES"] ?? 10);
// Three machines, one after the other.
const CLOSE_MS = 30_000;

const positionOf = (nth: number) =>
  readFileSync(join(rig.machines[nth]!.node!.dir, "accounts.sqlite-pos"), "utf8");

describe.skipIf(reason !== undefined)("accounts on three machines", () => {
  beforeAll(async () => {
    await openRig(options);
    // The primary, since it started first.
    goTo(0);
  }, 120_000);
  afterAll(() => rig.close(), CLOSE_MS);

  test(
    `${TIMES} times: signed up on one, signed in on the next at once, known on the third`,
    async () => {
      for (let n = 0; n < TIMES; n++) {
        const ann = await on(n % 3, () => Guest.arrive());
        const again = await on((n + 1) % 3, () => ann.again());
        const me = await on((n + 2) % 3, () => again.call("GET", "/api/me"));
        expect([me.status, me.body.user?.id ?? me.body.id]).toEqual([200, ann.id]);
      }
    },
    TIMES * 2000,
  );

  test("what is asked of a copy is done for whoever asks: their cookies, their pictures, their refusals", async () => {
    goTo(1);
    const [ann] = await guests(1);
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "image/png" };
    const put = await fetch(`${rig.machines[1]!.url}/api/me/avatar`, {
      method: "PUT",
      headers,
      body: stripes,
    });
    expect(put.status).toBe(200);
    const room = await ann.group("감자");
    const { imageUrl } = (await putImage(ann, room, stripes)).room;
    expect((await ann.call("GET", `/api/rooms/${room.id}`)).body.room.imageUrl).toBe(imageUrl);
    expect((await call("GET", imageUrl)).status).toBe(200);
    const { username } = ann;
    const signedIn = await call("POST", "/api/sessions", { username, password: Guest.password });
    const cookies = signedIn.headers.getSetCookie().map((cookie) => cookie.split("=")[0]);
    expect(cookies).toEqual(["potato", "potato-device", "potato-position"]);
    const [cookie = ""] = signedIn.headers.getSetCookie().map((one) => one.split(";")[0]);
    expect((await call("POST", "/api/sessions/refresh", {}, { cookie })).status).toBe(200);
    expect((await call("POST", "/api/sessions", { username, password: "another one" })).status).toBe(401);
    expect((await ann.call("PATCH", "/api/me", "no object")).status).toBe(422);
    const foreign = await call("POST", "/api/sessions", {}, { origin: "http://elsewhere.example" });
    expect([foreign.status, foreign.body.code]).toEqual([403, "forbidden"]);
    const own = await call(
      "POST",
      "/api/sessions",
      { username, password: Guest.password },
      { origin: rig.machines[1]!.url },
    );
    expect(own.status).toBe(201);
    goTo(0);
  });

  test("nobody speaks for a machine", async () => {
    for (const nth of [0, 1]) {
      for (const path of ["/api/sessions", "/internal/replica"]) {
        const forged = await on(nth, () => call("POST", path, {}, { "x-potato-machine": "e30.e30" }));
        expect([forged.status, forged.body.code]).toEqual([403, "forbidden"]);
      }
      expect((await on(nth, () => call("POST", "/internal/replica", {}))).status).toBe(403);
    }
    const { paths } = (await call("GET", "/swagger/json")).body;
    expect(Object.keys(paths)).toContain("/api/sessions");
    expect(Object.keys(paths)).not.toContain("/internal/replica");
  });

  test("no frame of a socket writes to accounts, and what is said and read over REST does not either", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("감자", [bob]);
    const [hers, his] = [await socketOn(1, ann), await socketOn(2, bob)];
    const before = positionOf(0);
    for (const line of [hers, his]) line.say({ type: "watch", roomId: room.id });
    hers.say({ type: "message.send", roomId: room.id, clientId: "a-client-id", text: "hi" });
    const { seq } = await hers.hears("message.sent");
    await his.hears("message.new", ({ message }) => message.seq === seq);
    his.say({ type: "typing", roomId: room.id });
    await hers.hears("typing");
    his.say({ type: "read", roomId: room.id, seq });
    await hers.hears("room.unread", ({ steps }) => steps.at(-1)[1] === 0);
    const { status } = await on(1, () => bob.says(room, "REST"));
    const reading = await on(2, () => ann.call("PUT", `/api/rooms/${room.id}/reading`, { seq: seq + 1 }));
    expect([status, reading.status, positionOf(0)]).toEqual([201, 204, before]);
    const own = `/api/rooms/${room.id}/messages/${seq}`;
    const changes = [
      ["PATCH", own, { text: "hi there" }],
      ["PUT", `${own}/reactions/%F0%9F%91%8D`],
      ["DELETE", `${own}/reactions/%F0%9F%91%8D`],
      ["PUT", `/api/rooms/${room.id}/pins/${seq}`],
      ["DELETE", `/api/rooms/${room.id}/pins/${seq}`],
      ["DELETE", `${own}/preview`],
      ["DELETE", own],
    ] as const;
    const answers: number[] = [];
    for (const [method, path, body] of changes)
      answers.push((await on(1, () => ann.call(method, path, body))).status);
    await his.hears("messages.changed", ({ rev }) => rev === changes.length);
    expect([...answers, positionOf(0)]).toEqual([200, 204, 204, 204, 204, 204, 204, before]);
  });

  test("an upload that is begun on one machine is gone on with on another, and neither writes to accounts", async () => {
    const [ann] = await guests(1);
    const before = positionOf(0);
    const [path, ended] = await on(1, () => Promise.all([begin(ann, 10), begin(ann, 10)]));
    const bytes = bytesOf(10);
    const statuses = [
      (await on(1, () => patch(ann, path, 0, bytes.slice(0, 4)))).status,
      (await on(2, () => patch(ann, path, 4, bytes.slice(4)))).status,
      (await on(2, () => tus(ann, "DELETE", ended))).status,
    ];
    const { status, body } = await on(1, () => finish(ann, path));
    const file = await on(2, () => fileOf(ann, body.attachment.id));
    expect([...statuses, status, file.status, positionOf(0)]).toEqual([204, 204, 204, 201, 200, before]);
    expect(await file.bytes()).toEqual(bytes);
  });

  describe("with Redis stopped,", () => {
    beforeAll(() => rig.redis.stop());
    afterAll(() => rig.redis.cont());

    // Neither is the primary: a request to one is executed on the third, and followed on the other.
    endsAccess({ here: 2, there: 1 });
  });

  test("what nobody else can have is not answered with a yes; signing in, reading and talking go on", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("혼자", [bob]);
    const others = rig.machines.slice(1);
    for (const machine of others) await machine.stop();
    const changed = await ann.call("PATCH", "/api/me", { intro: "hello?" });
    expect([changed.status, changed.body.code]).toEqual([503, "read-only"]);
    expect(Number(changed.headers.get("retry-after"))).toBeGreaterThan(0);
    const { refreshToken, username } = ann;
    const password = Guest.password;
    const again = await call("POST", "/api/sessions", { username, password, device: "부엌", client: "app" });
    expect(again.status).toBe(201);
    for (const token of [refreshToken, again.body.refreshToken])
      expect((await call("POST", "/api/sessions/refresh", { refreshToken: token })).status).toBe(200);
    const newcomer = { username: `new${ann.username}`, nickname: "새 감자", password };
    const signUp = await call("POST", "/api/users", newcomer);
    expect([signUp.status, signUp.body.code]).toEqual([503, "read-only"]);
    expect((await ann.call("GET", "/api/me")).status).toBe(200);
    expect((await ann.says(room, "still here")).status).toBe(201);
    for (const machine of others) machine.cont();
    while ((await ann.call("PATCH", "/api/me", { intro: "hello" })).status !== 200);
  }, 30_000);
});
