import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, guests, house, openHouse } from "../../testing/people/guests";
import { Raw } from "../../testing/wire/raw";
import { begin, bytesOf, finish, fileOf, MB, offsetOf, PART, patch, tus } from "../../testing/wire/uploads";

// Uploads by tus 1.0.0: in parts, by whichever machine, over lines that are cut.

beforeAll(() => openHouse({ MAX_FILE_MB: "3", USER_QUOTA_MB: "8" }));
afterAll(() => house.close());

describe("an upload", () => {
  test("comes in parts, is a file once it is whole, and only once", async () => {
    const [ann] = await guests(1);
    const content = bytesOf(2 * MB + 7);
    const path = await begin(ann, content.length);
    expect(path).toMatch(/^\/api\/uploads\/[0-9a-f]{32}$/);
    const first = await patch(ann, path, 0, content.slice(0, MB + 1));
    expect([first.status, first.headers.get("upload-offset")]).toEqual([204, String(MB + 1)]);
    expect((await finish(ann, path)).status).toBe(409);
    expect(await offsetOf(ann, path)).toBe(MB + 1);
    expect((await patch(ann, path, MB + 1, content.slice(MB + 1))).status).toBe(204);
    const [one, other] = await Promise.all([finish(ann, path), finish(ann, path)]);
    expect([one.status, other.body]).toEqual([201, one.body]);
    expect(one.body.attachment).toMatchObject({
      name: "potato.bin",
      size: content.length,
      hasThumbnail: false,
    });
    expect((await finish(ann, path, { name: "again" })).body).toEqual(one.body);
    const file = await fileOf(ann, one.body.attachment.id);
    expect(Buffer.compare(await file.bytes(), content)).toBe(0);
    // The parts are gone.
    expect((await tus(ann, "HEAD", path)).status).toBe(404);
  });

  test("can begin with its first bytes", async () => {
    const [ann] = await guests(1);
    const begun = await tus(ann, "POST", "/api/uploads", {
      headers: { ...PART, "upload-length": "10" },
      body: bytesOf(4),
    });
    expect([begun.status, begun.headers.get("upload-offset")]).toEqual([201, "4"]);
    const path = begun.headers.get("location")!;
    expect((await patch(ann, path, 4, bytesOf(10).slice(4))).status).toBe(204);
    const { body } = await finish(ann, path);
    expect(await (await fileOf(ann, body.attachment.id)).bytes()).toEqual(bytesOf(10));
  });

  test("that is whole makes room for the next, also where another machine makes the file", async () => {
    const [ann] = await guests(1);
    const begun: number[] = [];
    for (let n = 0; n < 12; n++) {
      const headers = { ...PART, "upload-length": "4" };
      begun.push((await tus(ann, "POST", "/api/uploads", { headers, body: bytesOf(4) })).status);
    }
    expect(begun).toEqual(begun.map(() => 201));
  });

  test("goes on where the line was cut", async () => {
    const [ann] = await guests(1);
    const content = bytesOf(2 * MB);
    const path = await begin(ann, content.length);
    const raw = await Raw.request(`PATCH ${path}`, {
      ...PART,
      "Upload-Offset": "0",
      Authorization: `Bearer ${ann.token}`,
      "Content-Length": String(content.length),
    });
    raw.write(content.slice(0, MB + 12_345));
    await raw.sent();
    // The client has given that line up, which still hangs. A request for the same upload ends it, at the same machine; another
    // machine stores what has come a little longer. What is sent from an offset that was is refused, and begins with the next.
    let [offset, status] = [0, 409];
    while (offset === 0) offset = await offsetOf(ann, path);
    raw.close();
    while (status === 409) {
      offset = await offsetOf(ann, path);
      expect(offset).toBeWithin(1, MB + 12_346);
      ({ status } = await patch(ann, path, offset, content.slice(offset)));
    }
    expect(status).toBe(204);
    const { body } = await finish(ann, path);
    expect(Buffer.compare(await (await fileOf(ann, body.attachment.id)).bytes(), content)).toBe(0);
  });

  test("is its user's alone, and gone once it is ended", async () => {
    const [ann, eve] = await guests(2);
    const path = await begin(ann, 10);
    const others = [
      await tus(eve, "HEAD", path),
      await patch(eve, path, 0, bytesOf(10)),
      await tus(eve, "DELETE", path),
      await finish(eve, path),
      await tus(eve, "HEAD", "/api/uploads/nothing"),
      await tus(eve, "HEAD", "/api/uploads/..%2f..%2faccounts.sqlite"),
    ];
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 404));
    expect((await call("POST", "/api/uploads", {})).status).toBe(401);
    expect((await tus(ann, "DELETE", path)).status).toBe(204);
    expect((await tus(ann, "HEAD", path)).status).toBe(404);
    expect((await finish(ann, path)).status).toBe(404);
  });

  test("is refused at once where it is malformed, too large or beyond the quota", async () => {
    const [ann] = await guests(1);
    const started = async (headers: Record<string, string>) =>
      (await tus(ann, "POST", "/api/uploads", { headers })).status;
    const sizes = ["-1", "1e3", "x", "", `${3 * MB + 1}`, "99999999999999999999"];
    for (const size of sizes) expect([413, 422]).toContain(await started({ "upload-length": size }));
    expect(await started({ "upload-defer-length": "1" })).toBe(422);
    expect(await started({ "upload-length": "5", "tus-resumable": "9.9.9" })).toBe(422);
    const path = await begin(ann, 10);
    const wrong = [
      await patch(ann, path, 5, bytesOf(5)),
      await patch(ann, path, 0, bytesOf(11)),
      await tus(ann, "PATCH", path, { headers: { "upload-offset": "0" }, body: bytesOf(1) }),
    ];
    expect(wrong.map(({ status }) => status)).toEqual([409, 413, 415]);
    for (const answer of wrong) expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await offsetOf(ann, path)).toBe(0);
    for (const nth of [1, 2]) {
      const whole = await begin(ann, 3 * MB);
      await patch(ann, whole, 0, bytesOf(3 * MB));
      expect([nth, (await finish(ann, whole)).status]).toEqual([nth, 201]);
    }
    expect(await started({ "upload-length": `${2 * MB}` })).toBe(413);
    expect(await started({ "upload-length": `${MB}` })).toBe(201);
  });
});
