import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHash, randomBytes } from "node:crypto";

import { Upload } from "tus-js-client";

import { aimFor, FIRST_CHUNK, nextChunk } from "../../../client/files/sending/uploads/pace";
import type { Machine } from "../../../e2e/machines/machine";
import { whyNoRig } from "../../../e2e/machines/rig";
import { type Guest, guests } from "../people/guests";
import { goTo, on, openRig, rig } from "../servers/rigs";
import { scrape, valueOf } from "../servers/scraped";
import { Raw } from "../wire/raw";
import { meteredLink } from "../wire/relay";
import { begin, bytesOf, fileOf, finish, MB, offsetOf, patch, PART } from "../wire/uploads";

// An upload goes on at another machine: what has come is in the store that all of them share.

afterEach(() => rig.close(), 30_000);

describe("on a shared disk", () => {
  beforeEach(async () => {
    await openRig({ accounts: "shared" });
    goTo(0);
  }, 60_000);

  test("a machine that is killed in the middle of an upload loses only what it had not stored yet", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("goes on", [bob]);
    const content = bytesOf(6 * MB);
    const path = await begin(ann, content.length);
    expect((await patch(ann, path, 0, content.slice(0, 2 * MB))).status).toBe(204);
    const raw = await Raw.request(`PATCH ${path}`, {
      ...PART,
      "Upload-Offset": String(2 * MB),
      Authorization: `Bearer ${ann.token}`,
      "Content-Length": String(4 * MB),
    });
    raw.write(content.slice(2 * MB, 5 * MB));
    await raw.sent();
    const storedThere = () => on(1, () => offsetOf(ann, path));
    while ((await storedThere()) === 2 * MB) await Bun.sleep(1);
    await rig.machines[0]!.kill();
    goTo(1);
    const offset = await offsetOf(ann, path);
    expect(offset).toBeWithin(2 * MB + 1, 5 * MB + 1);
    expect((await patch(ann, path, offset, content.slice(offset))).status).toBe(204);
    const { status, body } = await finish(ann, path);
    expect(status).toBe(201);
    await ann.says(room, "", { attachmentIds: [body.attachment.id] });
    expect(Buffer.compare(await (await fileOf(bob, body.attachment.id)).bytes(), content)).toBe(0);
  }, 60_000);
});

// Redis, MongoDB, LiteFS, S3 and the proxy: as in deploy/compose.yml.
const full = { machines: 2, accounts: "litefs", env: { METRICS_PORT: "0" } } as const;
const reason = await whyNoRig(full);
if (reason) console.error(`Skipped: ${reason}`);

const SIZE = 50_000_000;
const BYTES_A_SECOND = 8_000_000;

describe.skipIf(reason !== undefined)("in the full profile", () => {
  beforeEach(() => openRig(full), 60_000);

  test("50 MB, and the machine killed that they go to: they arrive once, for at most 110 % of their bytes", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("whole film", [bob]);
    const content = randomBytes(SIZE);
    const link = await meteredLink(BYTES_A_SECOND);
    const sending = send(ann, content, link.url);
    const killed = await busyAt(link, SIZE / 2);
    await killed.kill();
    link.goOn();
    const { path, faults } = await sending;
    expect(faults).toBeGreaterThan(0);
    expect(link.sent).toBeWithin(SIZE, SIZE * 1.1);
    link.close();

    const claims = await Promise.all([finish(ann, path), finish(ann, path)]);
    expect(claims.map(({ status }) => status)).toEqual([201, 201]);
    const ids = claims.map(({ body }) => body.attachment.id as string);
    expect(ids[1]).toBe(ids[0]);
    expect((await ann.says(room, "", { attachmentIds: [ids[0]] })).status).toBe(201);
    const { body } = await bob.call("GET", `/api/rooms/${room.id}/files?kind=file`);
    expect(body.messages).toHaveLength(1);
    expect(body.messages[0].attachments).toMatchObject([{ id: ids[0], size: SIZE }]);
    expect(await hashed(await fileOf(bob, ids[0]!))).toBe(createHash("sha256").update(content).digest("hex"));
  }, 60_000);
});

/** The machine that receives a part at that moment: nothing more comes to it. */
async function busyAt(link: Awaited<ReturnType<typeof meteredLink>>, bytes: number): Promise<Machine> {
  const uploadsAt = async ({ metricsUrl }: Machine) => valueOf(await scrape(metricsUrl), "potato_uploads");
  for (;;) {
    while (link.sent < bytes) await Bun.sleep(1);
    link.hold();
    const busy = await Promise.all(rig.machines.map(uploadsAt));
    const nth = busy.indexOf(1);
    if (nth >= 0) return rig.machines[nth]!;
    // Between two parts.
    link.goOn();
    await Bun.sleep(1);
  }
}

/** Sends it as the page does, in requests as large as its; after each fault from where the server has it. */
async function send(guest: Guest, content: Buffer, to: string) {
  let [path, faults] = [undefined as string | undefined, 0];
  for (;;) {
    try {
      await attempt();
      return { path: path!, faults };
    } catch (error) {
      if (faults++ > 100) throw error;
    }
  }

  function attempt(): Promise<void> {
    return new Promise((resolve, reject) => {
      let began = performance.now();
      const upload = new Upload(content, {
        ...(path === undefined ? { endpoint: `${to}/api/uploads` } : { uploadUrl: to + path }),
        headers: { authorization: `Bearer ${guest.token}` },
        chunkSize: FIRST_CHUNK,
        retryDelays: null,
        storeFingerprintForResuming: false,
        onBeforeRequest: () => void (began = performance.now()),
        onUploadUrlAvailable: () => void (path = new URL(upload.url!).pathname),
        onChunkComplete: (bytes) => {
          upload.options.chunkSize = nextChunk(bytes, performance.now() - began, aimFor(0));
        },
        onSuccess: () => resolve(),
        onError: reject,
      });
      upload.start();
    });
  }
}

async function hashed(answer: Response): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of answer.body!) hash.update(part);
  return hash.digest("hex");
}
