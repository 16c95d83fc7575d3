// The worst text of every kind, in every place of a request or frame: none blocks the loop for longer than 10 ms. The places
// come from the API document and the protocol, so that new fields are tested, too.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";

import { clientFrames } from "../../protocol/frames";
import { call, Guest, house, Line } from "../people/guests";
import { type Process, startProcess } from "../servers/processes";
import * as hostile from "../wire/hostile";

type Body = hostile.FuzzSchema & { $ref?: string; anyOf?: hostile.FuzzSchema[] };
type Operation = {
  method: string;
  path: string;
  operationId: string;
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Body }> };
};
type Try = { name: string; ask: () => Promise<unknown> };

const HELD_MS = 10;
// A garbage collection or a compilation slows one of the tries; a text's own cost slows all.
const TRIES = 4;
const AT_ONCE = 6;
// Faults to report at most.
const MOST = 10;
// In code units: the limits of one or two lines, of a message, and a length at which quadratic time takes a second.
const LENGTHS = [400, 1600, 10_000, 25_000];
// In bytes: the limits of a body and a frame, minus the rest of their content.
const BODY_BYTES = 250_000;
const FRAME_BYTES = 64_000;
const URL_BYTES = 15_000;

setDefaultTimeout(60_000);
let server: Process;
let me: Guest;
let own: Record<string, unknown>;
let inPath: Record<string, string>;
let document: any;

beforeAll(async () => {
  server = await startProcess();
  me = await Guest.arrive();
  const friend = await Guest.arrive();
  const room = await me.group("Mine", [friend]);
  const { refreshToken, username } = me;
  const { password } = Guest;
  own = { username, password, current: password, token: me.token, refreshToken, roomId: room.id, seq: 1 };
  inPath = { rooms: room.id, users: friend.id, friends: friend.id, blocks: friend.id, members: friend.id };
  inPath["messages"] = "1";
  document = (await call("GET", "/swagger/json")).body;
});
afterAll(() => server.close());

/** CPU time of the server's main thread, in ms: waiting for a core on a busy machine does not count. */
const onCore = (): number =>
  Number(readFileSync(`/proc/${server.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;

/** The cost of a batch: most batches together take less than one request may. Otherwise each is measured alone. */
async function costOf(tries: Try[]): Promise<number> {
  let least = Infinity;
  for (let nth = 0; nth < (tries.length > 1 ? 1 : TRIES) && least > HELD_MS; nth++) {
    const before = onCore();
    await Promise.all(tries.map(({ ask }) => ask()));
    least = Math.min(least, onCore() - before);
  }
  return least;
}

async function mustBeQuick(tries: Try[]): Promise<void> {
  const slow: string[] = [];
  for (let from = 0; from < tries.length && slow.length < MOST; from += AT_ONCE) {
    const some = tries.slice(from, from + AT_ONCE);
    if ((await costOf(some)) <= HELD_MS) continue;
    for (const one of some) {
      const cost = await costOf([one]);
      if (cost > HELD_MS) slow.push(`${one.name}: ${cost.toFixed(1)} ms`);
    }
  }
  expect(slow).toEqual([]);
  console.log(`${tries.length} texts`);
}

const operations = (): Operation[] =>
  Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
  );

const pathOf = ({ path }: Operation): string =>
  path.replaceAll(/(\w+)\/\{\w+\}/g, (_, noun: string) => `${noun}/${inPath[noun] ?? "none"}`);

async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
  const token = { authorization: `Bearer ${me.token}`, "content-type": "application/json" };
  const answer = await fetch(house.url + path, { method, headers: { ...token, ...headers }, body });
  await answer.body?.cancel();
}

const resolved = ({ $ref, ...inline }: Body): Body =>
  $ref ? document.components.schemas[$ref.split("/").at(-1) ?? ""] : inline;

/** The valid object with each field in turn replaced, also inside lists. */
function spoilt(schema: hostile.FuzzSchema): { name: string; json: string }[] {
  const fields = hostile.honest(schema, own);
  return Object.entries(schema.properties ?? {}).flatMap(([key, { type, format }]) =>
    // Without a format, only the longest.
    hostile.worst(format ? LENGTHS : LENGTHS.slice(-1), FRAME_BYTES).map(({ name, json }) => ({
      name: `${key}: ${name}`,
      json: hostile.written({ ...fields, [key]: type === "array" ? `[${json}]` : json }),
    })),
  );
}

/** Input outside of the fields: an unknown field, a field's name, and the whole body. */
const around = (maxBytes: number): { name: string; json: string }[] =>
  hostile.worst([maxBytes], maxBytes).flatMap(({ name, json }) => [
    { name: `beside: ${name}`, json: `{"more":${json}}` },
    { name: `a name: ${name}`, json: `{${json}:1}` },
    { name: `whole: ${name}`, json },
  ]);

test("in a body", async () => {
  const tries = operations().flatMap((operation) => {
    const schema = operation.requestBody?.content["application/json"]?.schema;
    const { anyOf, ...only } = resolved(schema ?? {});
    const bodies = (schema ? (anyOf ?? [only]) : []).flatMap((variant) => spoilt(variant));
    if (operation.operationId === "sendMessage") bodies.push(...around(BODY_BYTES));
    return bodies.map(({ name, json }) => ({
      name: `${operation.operationId} ${name}`,
      ask: () => send(operation.method, pathOf(operation), {}, json),
    }));
  });
  await mustBeQuick(tries);
});

test("in a path, a query and a header", async () => {
  const texts = hostile.worst([URL_BYTES / 9, URL_BYTES], URL_BYTES);
  const inUrl = texts.map(({ name, text }) => ({ name, text: encodeURIComponent(text.toWellFormed()) }));
  const fitting = inUrl.filter(({ text }) => text.length <= URL_BYTES);
  const tries = operations().flatMap((operation) => {
    const { method, operationId, parameters = [] } = operation;
    return parameters.flatMap(({ name, in: place }) =>
      fitting.map(({ name: kind, text }) => {
        const path = pathOf(operation);
        const asked =
          place === "path"
            ? operation.path.replaceAll(/\{\w+\}/g, text)
            : `${path}?${name}=${text}${name === "q" ? "" : "&q=x"}`;
        const headers: Record<string, string> = place === "header" ? { [name]: text } : {};
        return {
          name: `${operationId} ${name}: ${kind}`,
          ask: () => send(method, place === "header" ? path : asked, headers),
        };
      }),
    );
  });
  const headers = ["cookie", "authorization", "origin", "content-type", "x-request-id", "x-forwarded-for"];
  const asAscii = texts.filter(({ text }) => /^[\x20-\x7e]+$/.test(text));
  const others = [...headers, "accept-encoding", "if-none-match", "user-agent"].flatMap((name) =>
    asAscii.flatMap(({ name: kind, text }) =>
      ["/api/me", "/api/sessions/refresh", "/"].map((path) => ({
        name: `${path} ${name}: ${kind}`,
        ask: () => send(path.endsWith("refresh") ? "POST" : "GET", path, { [name]: text }),
      })),
    ),
  );
  await mustBeQuick([...tries, ...others]);
});

test("in a frame", async () => {
  let line = await me.socket();
  const tries = Object.entries<hostile.FuzzSchema>(clientFrames).flatMap(([type, schema]) =>
    [...spoilt(schema), ...(type === "ping" ? around(FRAME_BYTES) : [])].map(({ name, json }) => ({
      name: `${type} ${name}`,
      ask: async () => {
        const mine = line;
        mine.ws.send(json);
        const code = await Promise.race([mine.fence().catch(() => undefined), mine.closed]);
        if (code !== undefined && mine === line) line = await me.socket();
      },
    })),
  );
  await mustBeQuick(tries);
  line.close();
});

test("in a first frame", async () => {
  const tries = spoilt(clientFrames.hello).map(({ name, json }) => ({
    name,
    ask: async () => {
      const line = await Line.open();
      line.ws.send(json);
      await Promise.race([line.closed, line.hears("welcome")]);
      line.close();
    },
  }));
  await mustBeQuick(tries);
});
