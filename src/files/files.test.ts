import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { jpeg } from "../testing/fixtures/pictures";
import { call, cookieIn, Guest, guests, house, openHouse } from "../testing/people/guests";
import { sent } from "../testing/wire/uploads";

// Who may have a file, for how long, and how it is served. Uploads that are resumed are in uploads/uploads.test.ts.

beforeAll(() => openHouse());
afterAll(() => house.close());

type Asked = Record<string, string>;
const fetched = (id: string, headers: Asked, more = "") =>
  fetch(`${house.url}/api/files/${id}${more}`, { headers });
const get = (guest: Guest, id: string, headers: Asked = {}, more = "") =>
  fetched(id, { authorization: `Bearer ${guest.token}`, ...headers }, more);
const statuses = async (...answers: Promise<{ status: number }>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);
const idOf = async (guest: Guest, content: BlobPart | Uint8Array, name?: string): Promise<string> =>
  (await sent(guest, content, name)).body.attachment.id;

describe("a file", () => {
  test("goes with a message to those who may see it, and to nobody else", async () => {
    const [ann, bob, eve] = await guests(3);
    const room = await ann.group("files", [bob]);
    const { status, body } = await sent(ann, "감자전 레시피", "레시피.txt");
    expect([status, body.attachment]).toMatchObject([201, { name: "레시피.txt", size: 19 }]);
    const { id } = body.attachment;
    expect(await statuses(get(ann, id), get(bob, id), fetched(id, {}))).toEqual([200, 404, 401]);
    const line = await bob.socket();
    const said = await ann.says(room, "", { attachmentIds: [id] });
    expect([said.status, said.body.message.attachments]).toEqual([201, [body.attachment]]);
    const { message } = await line.hears("message.new");
    expect([message.text, message.attachments]).toEqual(["", [body.attachment]]);
    const got = await get(bob, id);
    expect([got.status, await got.text()]).toEqual([200, "감자전 레시피"]);
    expect(await statuses(get(eve, id), get(bob, "0".repeat(32)), get(bob, "..%2Fjwt"))).toEqual([
      404, 404, 404,
    ]);
    expect((await bob.history(room)).messages.at(-1).attachments).toEqual([body.attachment]);
  });

  test("is not for who left, who joined later, or whom it is hidden from", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("come and go", [bob]);
    const id = await idOf(ann, "early");
    await ann.says(room, "early", { attachmentIds: [id] });
    await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
    const later = await idOf(bob, "later");
    await bob.says(room, "later", { attachmentIds: [later] });
    expect(await statuses(get(cat, id), get(cat, later), get(bob, id))).toEqual([404, 200, 200]);
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    // Their own, too: it is the room's now.
    expect(await statuses(get(bob, id), get(bob, later), get(cat, later))).toEqual([404, 404, 200]);
    const direct = await ann.direct(cat);
    await cat.call("PUT", `/api/blocks/${ann.id}`);
    const hidden = await idOf(ann, "hidden");
    await ann.says(direct, "hidden", { attachmentIds: [hidden] });
    expect(await statuses(get(ann, hidden), get(cat, hidden))).toEqual([200, 404]);
  });

  test("can be attached by its owner, and by who may see it in a message; anything else does not exist", async () => {
    const [ann, bob, eve] = await guests(3);
    const [room, other] = [await ann.group("from", [bob]), await bob.group("to", [eve])];
    const id = await idOf(ann, "pass it on");
    expect((await bob.says(other, "", { attachmentIds: [id] })).status).toBe(404);
    await ann.says(room, "", { attachmentIds: [id] });
    expect((await eve.says(other, "", { attachmentIds: [id] })).status).toBe(404);
    const forwarded = await bob.says(other, "", { attachmentIds: [id], forwardedFrom: room.id });
    expect([forwarded.status, (await get(eve, id)).status]).toEqual([201, 200]);
    const some = Array.from({ length: 11 }, (_, n) => `none-${n}`);
    expect(
      await statuses(
        bob.says(other, ""),
        bob.says(other, " "),
        bob.says(other, "", { attachmentIds: [] }),
        bob.says(other, "", { attachmentIds: [id, id] }),
        bob.says(other, "", { attachmentIds: some }),
        bob.says(other, "", { attachmentIds: some.slice(1) }),
      ),
    ).toEqual([422, 422, 422, 422, 422, 404]);
  });

  test("is gone with the last message that holds it, and stays as long as there is another", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("gone", [bob]);
    const id = await idOf(ann, await jpeg(), "once.jpg");
    const seqs: number[] = [];
    for (const text of ["", "again"])
      seqs.push((await ann.says(room, text, { attachmentIds: [id] })).body.message.seq);
    const at = (seq: number) => `/api/rooms/${room.id}/messages/${seq}`;
    expect((await ann.call("PATCH", at(seqs[1]!), { text: "" })).status).toBe(200);
    const { message: plain } = (await ann.says(room, "a text")).body;
    expect((await ann.call("PATCH", at(plain.seq), { text: "" })).status).toBe(422);
    await bob.says(room, "look", { replyTo: seqs[0] });
    const quoted = async () => (await bob.history(room)).messages.at(-1).replyTo;
    expect(await quoted()).toMatchObject({ excerpt: "", mediaType: "image/jpeg" });
    await ann.call("DELETE", at(seqs[0]!));
    expect(await statuses(get(bob, id), get(bob, id, {}, "/thumbnail"))).toEqual([200, 200]);
    await ann.call("DELETE", at(seqs[1]!));
    expect(await statuses(get(bob, id), get(ann, id), get(ann, id, {}, "/thumbnail"))).toEqual([
      404, 404, 404,
    ]);
    expect(await quoted()).toEqual({ seq: seqs[0], authorId: ann.id, excerpt: "", deleted: true });
    expect((await ann.says(room, "", { attachmentIds: [id] })).status).toBe(404);
  });
});

describe("the cookie of a session", () => {
  test("is enough for a page of ours, and for no other, until it ends", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("cookies", [bob]);
    const id = await idOf(ann, "crumbs");
    await ann.says(room, "", { attachmentIds: [id] });
    const opened = await call("POST", "/api/sessions", { username: bob.username, password: Guest.password });
    const cookie = cookieIn(opened.headers);
    const by = async (headers: Asked) => (await fetched(id, { cookie, ...headers })).status;
    expect(await by({})).toBe(200);
    expect(await by({ "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await by({ "sec-fetch-site": "none" })).toBe(200);
    for (const site of ["cross-site", "same-site", "nonsense"])
      expect(await by({ "sec-fetch-site": site })).toBe(403);
    expect(await by({ origin: "https://evil.example" })).toBe(403);
    expect(await by({ cookie: "potato=nonsense" })).toBe(401);
    // No other route takes it.
    expect((await call("GET", "/api/me", undefined, { cookie })).status).toBe(401);
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    expect(await by({})).toBe(404);
    await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [bob.id] });
    const again = await idOf(ann, "more crumbs");
    await ann.says(room, "", { attachmentIds: [again] });
    expect((await fetched(again, { cookie })).status).toBe(200);
    const signedIn = { authorization: `Bearer ${opened.body.accessToken}` };
    await call("DELETE", "/api/sessions/current", undefined, signedIn);
    expect((await fetched(again, { cookie })).status).toBe(401);
  });
});

test("a part of a file is served as asked, and thousands of parts as the whole", async () => {
  const [ann] = await guests(1);
  const text = "0123456789";
  const id = await idOf(ann, text, "digits.txt");
  const many = `bytes=${Array.from({ length: 3000 }, (_, n) => `${n % 10}-9`).join()}`;
  const cases: [string, number, string, string | null][] = [
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=-99", 206, text, "bytes 0-9/10"],
    ["bytes=5-99999", 206, "56789", "bytes 5-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=-0", 416, "", "bytes */10"],
    ["bytes=5-2", 200, text, null],
    ["bytes=0-1,3-4", 200, text, null],
    [many, 200, text, null],
    ["bytes=99999999999999999999-", 200, text, null],
    ["lines=0-1", 200, text, null],
    ["bytes=-", 200, text, null],
  ];
  for (const [range, status, body, part] of cases) {
    const answer = await get(ann, id, { range });
    const found = [
      range.slice(0, 30),
      answer.status,
      await answer.text(),
      answer.headers.get("content-range"),
    ];
    expect(found).toEqual([range.slice(0, 30), status, body, part]);
  }
  const { headers } = await get(ann, id);
  const etag = headers.get("etag")!;
  expect(Object.fromEntries(headers)).toMatchObject({
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    "content-length": "10",
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
  });
  expect(
    await statuses(
      get(ann, id, { "if-none-match": etag }),
      get(ann, id, { "if-none-match": `"x", W/${etag}` }),
    ),
  ).toEqual([304, 304]);
  const stale = await get(ann, id, { range: "bytes=0-3", "if-range": '"another"' });
  expect([stale.status, await stale.text()]).toEqual([200, text]);
  const head = await fetch(`${house.url}/api/files/${id}`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${ann.token}` },
  });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
});

test("the files of a room are listed by kind, the newest first, of what I may see", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("album", [bob]);
  const [picture, note] = [await idOf(ann, await jpeg(), "a.jpg"), await idOf(ann, "b", "b.txt")];
  const seqs: number[] = [];
  for (const ids of [[picture], [note], [picture, note], [note]]) {
    await ann.says(room, "in between");
    seqs.push((await ann.says(room, "", { attachmentIds: ids })).body.message.seq);
  }
  const list = async (guest: Guest, query = "") => {
    const { status, body } = await guest.call("GET", `/api/rooms/${room.id}/files${query}`);
    expect(status).toBe(200);
    return { ...body, seqs: body.messages.map(({ seq }: { seq: number }) => seq) };
  };
  const [first, second, third, fourth] = seqs;
  expect((await list(bob)).seqs).toEqual([fourth, third, second, first]);
  expect(await list(bob, "?kind=media")).toMatchObject({ seqs: [third, first], cursor: null });
  expect((await list(bob, "?kind=file")).seqs).toEqual([fourth, third, second]);
  const page = await list(bob, "?kind=file&limit=2");
  expect([page.seqs, page.cursor]).toEqual([[fourth, third], third]);
  expect(await list(bob, `?kind=file&limit=2&before=${page.cursor}`)).toMatchObject({
    seqs: [second],
    cursor: null,
  });
  await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
  await ann.says(room, "for Cat", { attachmentIds: [note] });
  expect((await list(cat)).seqs).toHaveLength(1);
  const [eve] = await guests(1);
  expect((await eve.call("GET", `/api/rooms/${room.id}/files`)).status).toBe(404);
  expect((await bob.call("GET", `/api/rooms/${room.id}/files?kind=all`)).status).toBe(422);
});

test("the links of a room are listed, the newest first, of what I may see, while they are there", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("links", [bob]);
  const say = async (text: string) => (await ann.says(room, text)).body.message.seq as number;
  const first = await say("see https://potato.kr/menu");
  await say("no link");
  const [second, third] = [await say("HTTP://a.com, b.com"), await say("https://c.com")];
  const list = async (guest: Guest, query = "") => {
    const { body } = await guest.call("GET", `/api/rooms/${room.id}/files?kind=link${query}`);
    return [body.messages.map(({ seq }: { seq: number }) => seq), body.cursor];
  };
  expect(await list(bob)).toEqual([[third, second, first], null]);
  expect(await list(bob, "&limit=2")).toEqual([[third, second], second]);
  expect(await list(bob, `&limit=2&before=${second}`)).toEqual([[first], null]);
  await ann.call("PATCH", `/api/rooms/${room.id}/messages/${second}`, { text: "no more" });
  await ann.call("DELETE", `/api/rooms/${room.id}/messages/${third}`);
  expect(await list(bob)).toEqual([[first], null]);
  await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
  const last = await say("for Cat: https://d.com");
  expect(await list(cat)).toEqual([[last], null]);
  expect(await list(bob)).toEqual([[last, first], null]);
});
