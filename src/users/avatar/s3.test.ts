import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { gofakes3, startS3 } from "../../../e2e/machines/files/s3";
import { Machine } from "../../../e2e/machines/machine";
import type { Part } from "../../../e2e/machines/part";
import { missing } from "../../../e2e/machines/programs/missing";
import { green, put, stripes, taken } from "../../testing/fixtures/pictures";
import { call, type Guest, guests } from "../../testing/people/guests";
import { type Process, startProcess } from "../../testing/servers/processes";

const reason = await missing([gofakes3]);
if (reason) console.error(`Skipped: ${reason}`);

describe.skipIf(!!reason)("pictures in S3", () => {
  let store: Part;
  let server: Process;
  let ann: Guest;
  let bob: Guest;
  beforeAll(async () => {
    store = await startS3();
    server = await startProcess({ S3_URL: store.url });
    [ann, bob] = await guests(2);
  }, 300_000);
  afterAll(async () => {
    await server?.close();
    await store?.close();
  }, 20_000);

  const me = async () => (await ann.call("GET", "/api/me")).body.user.avatarUrl as string | null;

  test("are kept there and not here, served by any machine, and gone when they are replaced", async () => {
    await taken(ann, stripes);
    const before = await me();
    await taken(ann, green);
    expect([(await call("GET", before!)).status, (await call("GET", (await me())!)).status]).toEqual([
      404, 200,
    ]);
    expect(existsSync(join(server.dir, "avatars"))).toBeFalse();
    const other = new Machine({ env: { S3_URL: store.url } });
    await other.start();
    const { status, headers } = await fetch(other.url + (await me()));
    expect([status, headers.get("content-type")]).toEqual([200, "image/webp"]);
    await other.close();
  }, 20_000);

  test("cannot be had or changed while it is away, which is said; everything else goes on", async () => {
    const [before, room] = [await me(), await ann.direct(bob)];
    await store.kill();
    const [served, changed] = [await call("GET", before!), await put(ann, stripes)];
    for (const { status, headers } of [served, changed])
      expect([status, headers.get("retry-after")]).toEqual([503, "2"]);
    expect([served.body.code, changed.code, await me()]).toEqual(["overloaded", "overloaded", before]);
    expect((await ann.says(room, "hi")).status).toBe(201);
    // No user has it any more, although its file could not be removed yet.
    expect((await ann.call("DELETE", "/api/me/avatar")).body.user.avatarUrl).toBeNull();
    await store.start();
    await taken(ann, green);
  }, 20_000);

  test("tell no secret, whatever happens to the store", async () => {
    await store.kill();
    await put(ann, stripes);
    const { username, password, hostname } = new URL(store.url);
    const logged = JSON.stringify(server.log);
    expect(logged).toContain("the picture store refused a request");
    for (const secret of [password, decodeURIComponent(password), `${username}:`, `@${hostname}`])
      expect(logged).not.toContain(secret);
    await store.start();
  }, 20_000);
});
