import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { stripes } from "../fixtures/pictures";
import { assemble, nowhere, type Party, people, type Person, type Target } from "../people/cast";
import { call, house } from "../people/guests";

// Every route × every user who must be refused. A route without a row here fails the test.

type Row = {
  body?: unknown;
  /** Needs no token: its status without one. */
  open?: number;
  /** Concerns only the caller: every user may do it, so there is nothing to refuse. */
  own?: true;
  query?: string;
} & Partial<Record<Person, number>>;

const own: Row = { own: true };
/** For a room: `not-found` to non-members; a public one must be joined first. */
const inside = { stranger: 404, former: 404, passerby: 403 };
/** For a user: any signed-in user may, and none can detect a block. */
const anyone = (status: number) => ({
  member: status,
  stranger: status,
  former: status,
  passerby: status,
  blocked: status,
});
const draft = { clientId: "a-client-id", text: "안녕" };

const table: Record<string, Row> = {
  "GET /health": { open: 200 },
  "GET /ready": { open: 200 },
  "POST /api/users": { open: 422, body: {} },
  "POST /api/sessions": { open: 401, body: { username: "nobody.here", password: "nothing" } },
  "POST /api/sessions/refresh": { open: 401, body: {} },
  "GET /api/sessions": own,
  "DELETE /api/sessions": own,
  "DELETE /api/sessions/{id}": anyone(404),
  "PUT /api/me/password": own,
  "DELETE /api/me": own,
  "GET /api/me": own,
  "PATCH /api/me": own,
  "PUT /api/me/avatar": own,
  "DELETE /api/me/avatar": own,
  "POST /api/uploads": own,
  "POST /api/files": own,
  "GET /api/files/{id}": { ...inside, passerby: 404, member: 200, blocked: 200 },
  "GET /api/files/{id}/thumbnail": { ...inside, passerby: 404, member: 200, blocked: 200 },
  "GET /api/rooms/{id}/files": { ...inside, member: 200, blocked: 200 },
  "GET /api/search": { ...inside, member: 200, blocked: 200, query: "?q=a&roomId={room}" },
  "GET /api/push": own,
  "PUT /api/push/subscriptions": own,
  "DELETE /api/push/subscriptions": own,
  "POST /api/push/test": own,
  "GET /api/me/notifications": own,
  "PATCH /api/me/notifications": own,
  "GET /api/mentions": own,
  "POST /api/me/read": own,
  "GET /api/feed": own,
  "GET /api/users": own,
  "GET /api/users/availability": { open: 200, query: "?username=nobody.here" },
  "GET /api/users/{id}": anyone(200),
  "GET /api/friends": own,
  "PUT /api/friends/{userId}": { ...anyone(204), body: {} },
  "DELETE /api/friends/{userId}": anyone(204),
  "GET /api/blocks": own,
  "PUT /api/blocks/{userId}": anyone(204),
  "DELETE /api/blocks/{userId}": anyone(204),
  "GET /api/rooms": own,
  "POST /api/rooms": own,
  "GET /api/rooms/{id}": { ...inside, passerby: 200, member: 200, blocked: 200 },
  "PATCH /api/rooms/{id}": { ...inside, body: { topic: "주제" }, member: 200, blocked: 403 },
  "PATCH /api/rooms/{id}/me": { ...inside, body: { favourite: true }, member: 200, blocked: 200 },
  "PUT /api/rooms/{id}/image": { ...inside, body: stripes, member: 200, blocked: 403 },
  "DELETE /api/rooms/{id}/image": { ...inside, member: 200, blocked: 403 },
  "GET /api/rooms/{id}/members": { ...inside, member: 200, blocked: 200 },
  "POST /api/rooms/{id}/members": { ...inside, body: { userIds: [] }, member: 204, blocked: 403 },
  "PUT /api/rooms/{id}/members/{userId}": { ...inside, body: {}, member: 204, blocked: 403 },
  "DELETE /api/rooms/{id}/members/{userId}": { ...inside, member: 403, blocked: 403 },
  "GET /api/rooms/{id}/messages": { ...inside, query: "?limit=5", member: 200, blocked: 200 },
  "POST /api/rooms/{id}/messages": { ...inside, body: draft, member: 201, blocked: 201 },
  "GET /api/rooms/{id}/unread": { ...inside, query: "?from=1&to=2", member: 200, blocked: 200 },
  "GET /api/rooms/{id}/messages/{seq}/readers": { ...inside, member: 200, blocked: 200 },
  "GET /api/previews": {
    ...inside,
    query: "?url=https://potato.example/&roomId={room}&seq={seq}",
    member: 200,
    blocked: 200,
  },
  "PATCH /api/rooms/{id}/messages/{seq}": {
    ...inside,
    body: { text: "바뀐 말" },
    member: 403,
    blocked: 200,
  },
  "PUT /api/rooms/{id}/messages/{seq}/reactions/{emoji}": { ...inside, member: 204, blocked: 403 },
  "DELETE /api/rooms/{id}/messages/{seq}/reactions/{emoji}": { ...inside, member: 204, blocked: 403 },
  "GET /api/rooms/{id}/messages/{seq}/reactions": { ...inside, member: 200, blocked: 200 },
  "PUT /api/rooms/{id}/pins/{seq}": { ...inside, member: 204, blocked: 403 },
  "DELETE /api/rooms/{id}/pins/{seq}": { ...inside, member: 204, blocked: 403 },
  "GET /api/rooms/{id}/pins": { ...inside, member: 200, blocked: 200 },
  "GET /api/rooms/{id}/changes": { ...inside, member: 200, blocked: 200 },
  // Its id is what only those know who may see the link.
  "GET /api/previews/images/{id}": anyone(404),
  "DELETE /api/rooms/{id}/messages/{seq}/preview": { ...inside, member: 403, blocked: 204 },
  // The last: nothing can be done with it afterwards.
  "DELETE /api/rooms/{id}/messages/{seq}": { ...inside, member: 204, blocked: 204 },
  "PUT /api/rooms/{id}/reading": { ...inside, body: { seq: 1 }, member: 204, blocked: 204 },
};

let party: Party;
beforeAll(async () => (party = await assemble()));
afterAll(() => house.close());

function pathOf(door: string, { room, seq, user, session, file }: Target): string {
  const path = door.split(" ")[1]! + (table[door]?.query ?? "");
  const [, , noun = ""] = path.split("/");
  const id = { rooms: room, sessions: session, files: file }[noun] ?? user;
  const named = path.replace("{id}", id).replace("{userId}", user).replace("{seq}", String(seq));
  return named.replace("{room}", room).replace("{emoji}", encodeURIComponent("👍"));
}

/** The whole response as text, without what is unique to this request. */
async function ask(door: string, target: Target, token?: string): Promise<{ status: number; whole: string }> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(house.url + pathOf(door, target), {
    method: door.split(" ")[0],
    ...withBody(headers, table[door]?.body),
  });
  const { "x-request-id": _id, date: _date, ...kept } = Object.fromEntries(response.headers);
  return { status: response.status, whole: JSON.stringify(kept) + (await response.text()) };
}

function withBody(headers: Record<string, string>, body: unknown) {
  if (body === undefined) return { headers };
  if (body instanceof Uint8Array)
    return { body: body as BodyInit, headers: { ...headers, "content-type": "image/png" } };
  return { body: JSON.stringify(body), headers: { ...headers, "content-type": "application/json" } };
}

const doors = Object.entries(table);

describe("every route", () => {
  test("stands in this table, and everything in the table is a route", async () => {
    const { paths } = (await call("GET", "/swagger/json")).body;
    const documented = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.toSorted()).toEqual(Object.keys(table).toSorted());
  });

  test.each(doors)("%s wants a token of a session that lives", async (door, row) => {
    const answers = await Promise.all(
      [undefined, party.ended.token, "nonsense", party.ended.refreshToken].map((token) =>
        ask(door, party.targets.member, token),
      ),
    );
    for (const { status } of answers) expect(status).toBe(row.open ?? 401);
    if (row.open === undefined) expect(new Set(answers.map(({ whole }) => whole)).size).toBe(1);
  });
});

describe.each(people)("a %s", (person) => {
  const bound = doors.filter(([, row]) => row.open === undefined && !row.own);

  test.each(bound)("asking %s gets what the table says", async (door, row) => {
    const { status, whole } = await ask(door, party.targets[person], party.cast[person].token);
    expect(status).toBe(row[person] as number);
    if (status !== 404) return;
    // Identical, byte for byte, to the response for a target that never existed.
    for (const target of [nowhere(), { room: "x", seq: 1, user: "x", session: "x", file: "x" }]) {
      expect((await ask(door, target, party.cast[person].token)).whole).toBe(whole);
    }
  });
});

describe("what is listed for me", () => {
  test("holds no room that is not mine", async () => {
    const { room: group } = party.targets.member;
    for (const person of ["stranger", "former", "passerby"] as const) {
      expect((await party.cast[person].call("GET", "/api/rooms")).body.rooms).toEqual([]);
      const line = await party.cast[person].socket();
      expect((await line.hears("welcome")).rooms).toEqual([]);
      line.close();
    }
    expect(
      (await party.cast.member.call("GET", "/api/rooms")).body.rooms.map(({ id }: { id: string }) => id),
    ).toEqual([group]);
  });
});
