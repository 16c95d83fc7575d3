// Every operation of the API document, each part × every hostile value: no crash, no echo, and no response that is not in
// the document. Operations come from the document, so that new routes are fuzzed, too.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { statusOf } from "../errors";
import { call, Guest, guests, house, openHouse } from "../testing/people/guests";
import * as hostile from "../testing/wire/hostile";
import { begin, patch, sent } from "../testing/wire/uploads";

type Parameter = { name: string; in: string };
type Body = hostile.FuzzSchema & { $ref?: string; anyOf?: hostile.FuzzSchema[] };
type Operation = {
  method: string;
  path: string;
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Body }> };
  responses: object;
};
/** `isElsewhere`: the changed path belongs to another operation, or to none. */
type Case = {
  name: string;
  mark?: string;
  path: string;
  isElsewhere?: boolean;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};
type Answer = { status: number; type: string; text: string; headers: string };
/** A user with a friend and a room, and valid values for paths and fields. */
type World = { me: Guest; inPath: Record<string, string>; inBody: Record<string, unknown> };

// Each test sends a few hundred requests; this only ends one that hangs.
setDefaultTimeout(60_000);
await openHouse({ PREVIEWS: "off" });
const { body: document } = await call("GET", "/swagger/json");
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
);
const icon = await fetch(`${house.url}/swagger/favicon-32x32.png`).then((answer) => answer.bytes());
// Query parameters that are optional in the schema but needed in fact.
const needed: Record<string, string> = {
  findUsers: "q=fuzz",
  searchMessages: "q=changed&roomId={room}",
  previewLink: "url=https://potato.example/&roomId={room}&seq={seq}",
};
const neededHeaders: Record<string, Record<string, string>> = {
  beginUpload: { "tus-resumable": "1.0.0", "upload-length": "10" },
};
const named = operations.map((one) => [one.operationId, one] as const);
// Concurrent requests: enough to interfere, and few enough that hashing passwords is not refused as overloaded.
const LANES = 4;

let friend: Guest;
let foreign: hostile.Value[];
const prototype = Reflect.ownKeys(Object.prototype);
const asked = new Map<string, string[]>();

beforeAll(async () => {
  const [known, stranger] = await guests(2);
  const { id } = await stranger.group("Not yours");
  friend = known;
  foreign = [id, stranger.id].map((mark) => ({ name: "a stranger's", json: JSON.stringify(mark), mark }));
});
afterAll(() => house.close());

describe("each operation survives all that is hostile, in each of its parts", () => {
  test.each(named)("%s", async (name, operation) => {
    const world = await newWorld(name);
    const [, ...spoilt] = casesOf(operation, world);
    const waiting = spoilt.values();
    const faults: string[] = [];
    const lane = async () => {
      for (const one of waiting)
        faults.push(...faultsIn(await ask(operation, one, world.me), one, operation));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const names = spoilt.map((one) => one.name);
    asked.set(name, names);
    expect(faults).toEqual([]);
  });
});

// A picture of another site is there only once that was asked: src/previews has it.
const without = new Set(["getPreviewImage"]);
describe("unspoilt it succeeds, so that what is spoilt above reaches the services", () => {
  test.each(named.filter(([name]) => !without.has(name)))("%s", async (name, operation) => {
    const world = await newWorld(name);
    const [honest] = casesOf(operation, world) as [Case];
    const { status, text } = await ask(operation, honest, world.me);
    expect(status < 300 ? "" : text).toBe("");
  });
});

test("a body that is no object is refused everywhere", async () => {
  const { me } = await newWorld();
  for (const operation of operations.filter(({ requestBody }) => requestBody?.content["application/json"])) {
    const answers = ["[]", "[null]", "null", "false", "0", '"{}"'].map((body) =>
      ask(operation, { name: body, path: operation.path, body }, me),
    );
    const codes = (await Promise.all(answers)).map(({ status }) => status);
    expect([operation.operationId, ...new Set(codes)]).toEqual([operation.operationId, 422]);
  }
});

describe("afterwards", () => {
  test("each parameter and each field of each operation was spoilt", () => {
    const missed = operations.flatMap(({ operationId, parameters = [], requestBody }) => {
      const { anyOf, ...only } = resolved(requestBody?.content["application/json"]?.schema ?? {});
      const fields = (anyOf ?? [only]).flatMap(({ properties = {} }) => Object.keys(properties));
      const names = asked.get(operationId) ?? [];
      const kinds = (part: string) => names.filter((name) => name.startsWith(`${part}: `)).length;
      return [...parameters.map(({ name }) => name), ...fields].filter((part) => kinds(part) < 30);
    });
    expect(missed).toEqual([]);
    expect(asked.size).toBe(operations.length);
    console.log(`${[...asked.values()].flat().length} spoilt requests to ${asked.size} operations`);
  });

  test("no prototype is polluted, and the server is ready", async () => {
    expect({}).not.toHaveProperty("polluted");
    expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype);
    expect((await call("GET", "/ready")).body).toMatchObject({ ready: true });
  });
});

test("an echo, a crash, and an answer that nobody announced are found", () => {
  const operation = { responses: { 200: {}, 422: {} } } as unknown as Operation;
  const invalid = { type: "about:blank", title: "Invalid", status: 422, code: "invalid" };
  const seen = (change: Partial<Answer>, problem: object = {}) => {
    const text = JSON.stringify({ ...invalid, ...problem });
    const answer = { status: 422, type: "application/problem+json", text, headers: "", ...change };
    return faultsIn(answer, { name: "", mark: "4711", path: "" }, operation).map(
      (fault) => fault.split(": ")[1],
    );
  };
  expect(seen({})).toEqual([]);
  expect(seen({ status: 200, text: "4711" })).toEqual([]);
  expect(seen({}, { detail: "not 4711" })).toEqual(["echo"]);
  expect(seen({ headers: "x-was=4711" })).toEqual(["echo"]);
  expect(seen({ type: "text/html" })).toEqual(["no problem"]);
  expect(seen({ text: "<html>" })).toEqual(["no problem"]);
  expect(seen({}, { code: "odd" })).toEqual(["no problem"]);
  expect(seen({ status: 404 }, { status: 404, code: "not-found" })).toEqual(["not in the document"]);
  expect(seen({ status: 500 }, { status: 500, code: "internal" })).toEqual(["crash", "not in the document"]);
});

function faultsIn(
  { status, type, text, headers }: Answer,
  { name, mark, isElsewhere }: Case,
  { responses }: Operation,
): string[] {
  // Bun itself refuses a URL beyond 16 KiB, with an empty body.
  if (status === 431 && text === "") return [];
  const faults = [];
  if (status >= 500) faults.push("crash");
  if (status >= 400 && !isProblem(status, type, text)) faults.push("no problem");
  if (status >= 400 && mark !== undefined && (text + headers).includes(mark)) faults.push("echo");
  if (!isElsewhere && !(status in responses)) faults.push("not in the document");
  return faults.map((fault) => `${name}: ${fault}: ${status} ${text.slice(0, 300)}`);
}

function isProblem(status: number, type: string, text: string): boolean {
  try {
    const problem = JSON.parse(text);
    return (
      type === "application/problem+json" &&
      problem.status === status &&
      statusOf[problem.code as "invalid"] === status
    );
  } catch {
    return false;
  }
}

async function ask({ method }: Operation, { path, body, headers }: Case, me: Guest): Promise<Answer> {
  const own = { authorization: `Bearer ${me.token}`, "content-type": "application/json", ...headers };
  const content = body === undefined ? {} : { body };
  const answer = await fetch(house.url + path, { method, headers: own, ...content });
  const type = answer.headers.get("content-type") ?? "";
  const isEndless = type.startsWith("text/event-stream");
  if (isEndless) await answer.body?.cancel();
  const text = isEndless ? "" : await answer.text();
  return { status: answer.status, type, text, headers: JSON.stringify([...answer.headers]) };
}

// ── Requests ──

let count = 0;

async function uploadOf(me: Guest): Promise<string> {
  const path = await begin(me, icon.length);
  await patch(me, path, 0, icon);
  return path.split("/").at(-1)!;
}

async function newWorld(operationId = ""): Promise<World> {
  const me = await Guest.arrive();
  const room = await me.group("Mine", [friend]);
  const { seq } = (await me.says(room, "What can be changed, https://potato.example/")).body.message;
  const name = `fuzz.${++count}`;
  const { password } = Guest;
  // Uploads under way are few at a time.
  const uploadId = operationId === "addFile" ? await uploadOf(me) : "none";
  const { attachment } = (await sent(me, icon)).body;
  const people = { userId: friend.id, userIds: [friend.id], memberIds: [friend.id] };
  const secrets = { password, current: password, next: `${name}-soup`, refreshToken: me.refreshToken };
  const friends = ["users", "friends", "blocks", "members"].map((noun) => [noun, friend.id]);
  return {
    me,
    inPath: {
      ...Object.fromEntries(friends),
      rooms: room.id,
      messages: String(seq),
      pins: String(seq),
      reactions: "%F0%9F%91%8D",
      sessions: "current",
      files: attachment.id,
    },
    inBody: { ...secrets, ...people, nickname: name, username: me.username, seq: 1, uploadId },
  };
}

/** The valid request, then all that differ from it in one part. */
function casesOf(operation: Operation, world: World): Case[] {
  const { inPath, inBody } = world;
  const bare = operation.path.replaceAll(/(\w+)\/\{\w+\}/g, (_, noun: string) => `${noun}/${inPath[noun]}`);
  const { rooms = "", messages = "" } = inPath;
  const query = needed[operation.operationId]?.replace("{room}", rooms).replace("{seq}", messages);
  const path = query ? `${bare}?${query}` : bare;
  if (operation.operationId === "signUp") inBody["username"] = inBody["nickname"];
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const bodies: Case[] = schema
    ? bodiesOf(schema, inBody).map(({ json, ...one }) => ({ ...one, path, body: json }))
    : operation.requestBody
      ? pictures().map((one) => ({ ...one, path, headers: { "content-type": "image/png" } }))
      : [{ name: "honest", path, headers: neededHeaders[operation.operationId] }];
  const parts = (operation.parameters ?? []).flatMap((one) => spoiltParameters(one, operation.path, path));
  return [...bodies, ...parts.map((one) => ({ ...one, body: bodies[0]?.body }))];
}

/** The document's example, then damaged variants, and bodies that are not pictures. */
function pictures(): Pick<Case, "name" | "mark" | "body">[] {
  const places = Array.from({ length: 100 }, (_, nth) => Math.floor((nth * icon.length) / 100));
  const bent = places.map((at) => ({ name: `bent at ${at}`, body: icon.with(at, 255 - icon[at]!) }));
  const cut = places.map((at) => ({ name: `cut at ${at}`, body: icon.slice(0, at) }));
  const texts = hostile.values().map(({ json, ...one }) => ({ ...one, body: json }));
  return [{ name: "honest", body: icon }, ...bent, ...cut, ...texts];
}

const resolved = ({ $ref, ...inline }: Body): Body =>
  $ref ? document.components.schemas[$ref.split("/").at(-1) ?? ""] : inline;

function bodiesOf(body: Body, own: World["inBody"]): { name: string; mark?: string; json: string }[] {
  const { anyOf, ...only } = resolved(body);
  const variants = (anyOf ?? [only]).map((schema) => ({ schema, fields: hostile.honest(schema, own) }));
  const honest = variants.map(({ fields }) => ({ name: "honest", json: hostile.written(fields) }));
  const values = () => [...hostile.values(), ...foreign];
  const spoilt = variants.flatMap(({ schema, fields }) => hostile.spoilt(fields, schema, values));
  const whole = hostile.values().map((one) => ({ ...one, name: `body: ${one.name}` }));
  const broken = ["", "{", "\0", '{"a":', "nul"].map((json) => ({ name: `body ${json}`, json }));
  return [...honest, ...spoilt, ...whole, ...broken];
}

function spoiltParameters({ name, in: place }: Parameter, template: string, path: string): Case[] {
  const values = [...hostile.inUrl(), ...foreign.map((one) => ({ ...one, text: one.mark }))];
  return values.flatMap(({ name: kind, text, mark }): Case[] => {
    const one = { name: `${name}: ${kind}`, mark, path };
    if (place === "header") return [{ ...one, headers: { [name]: text } }];
    if (place === "path")
      return [{ ...one, path: pathWith(template, name, text, path), isElsewhere: text === "" }];
    const queries = [
      `${name}=${text}`,
      `${name}=1&${name}=${text}`,
      `${name}[$gt]=${text}&toString=1&__proto__[polluted]=1`,
    ];
    return queries.map((query) => ({ ...one, path: `${path}${path.includes("?") ? "&" : "?"}${query}` }));
  });
}

/** The valid path with one part replaced. */
function pathWith(template: string, name: string, text: string, honest: string): string {
  const wanted = template.split("/");
  return honest
    .split("/")
    .map((part, index) => (wanted[index] === `{${name}}` ? text : part))
    .join("/");
}
