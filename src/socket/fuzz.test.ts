// Every frame that a client may send, each field × every hostile value: each gets an answer that the protocol defines, no
// answer echoes the value, and the socket stays open. The frames are read from the protocol's schemas.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { clientFrames, closeCodes, serverFrames } from "../protocol/frames";
import { codes } from "../protocol/problem";
import { Guest, house, Line, openHouse } from "../testing/people/guests";
import * as hostile from "../testing/wire/hostile";

type Received = { type: string; code?: string; ref?: unknown; roomId?: unknown };

// In bytes, below the largest frame: beyond that the socket closes with 1009.
const LONGEST = 50_000;
const kinds = Object.entries<hostile.FuzzSchema>(clientFrames);
const asked = new Set<string>();

let me: Guest;
let own: Record<string, unknown>;
let foreign: hostile.Value[];

setDefaultTimeout(20_000);
beforeAll(async () => {
  await openHouse();
  me = await Guest.arrive();
  const stranger = await Guest.arrive();
  const { id } = await stranger.group("Not yours");
  own = { token: me.token, roomId: (await me.group("Mine")).id, seq: 1 };
  foreign = [id, stranger.id].map((mark) => ({ name: "a stranger's", json: JSON.stringify(mark), mark }));
});
afterAll(() => house.close());

const spoilt = (schema: hostile.FuzzSchema): hostile.Value[] =>
  hostile.spoilt(hostile.honest(schema, own), schema, () => [...hostile.values(LONGEST), ...foreign]);

describe("each frame survives all that is hostile, in each of its fields", () => {
  test.each(kinds)("%s", async (type, schema) => {
    const faults: string[] = [];
    let line = await me.socket();
    for (const one of spoilt(schema)) {
      const { received, code } = await answerTo(line, one.json);
      faults.push(...faultsIn(received, code, one));
      asked.add(`${type} ${one.name}`);
      if (code !== undefined) line = await me.socket();
    }
    expect(faults).toEqual([]);
    await line.fence();
    line.close();
  });

  test("and what is no frame at all", async () => {
    const line = await me.socket();
    const broken = ["", "{", "\0", '{"type":', "nul"].map((json) => ({ name: json, json, mark: "—" }));
    for (const one of [...hostile.values(LONGEST), ...broken]) {
      const { received, code } = await answerTo(line, one.json);
      expect(faultsIn(received, code, one)).toEqual([]);
      expect(received).toMatchObject([{ type: "refused", code: "invalid", ref: null }]);
    }
    line.close();
  });
});

describe("as a first frame", () => {
  test("a spoilt hello is welcomed or ends the socket", async () => {
    const { hello } = clientFrames;
    for (const { name, json } of spoilt(hello)) {
      const line = await Line.open();
      line.ws.send(json);
      const end = await Promise.race([line.closed, line.hears("welcome").then(() => "welcome")]);
      expect([name, end]).toEqual([name, end === "welcome" ? end : closeCodes.sessionEnded]);
      line.close();
    }
  });

  test("any other ends it", async () => {
    for (const [type, schema] of kinds.filter(([name]) => name !== "hello")) {
      const line = await Line.open();
      line.ws.send(hostile.written(hostile.honest(schema, own)));
      expect([type, await line.closed]).toEqual([type, closeCodes.sessionEnded]);
    }
  });
});

test("each field of each frame was spoilt", () => {
  const fields = kinds.flatMap(([type, { properties = {} }]) =>
    Object.keys(properties).map((key) => `${type} ${key}`),
  );
  const count = (field: string) => [...asked].filter((name) => name.startsWith(`${field}: `)).length;
  expect(fields.filter((field) => count(field) < 50)).toEqual([]);
  console.log(`${asked.size} spoilt frames of ${kinds.length} types`);
});

test("no prototype is polluted", () => expect({}).not.toHaveProperty("polluted"));

test("an echo, a crash, silence and an odd end are found", () => {
  const sent = {
    name: "",
    json: '{"type":"message.send","clientId":"47114711","roomId":"r","text":"4711"}',
    mark: "4711",
  };
  const seen = (frame: object, code?: number) =>
    faultsIn([{ type: "refused", code: "invalid", ref: "47114711", roomId: "r", ...frame }], code, sent);
  expect(seen({})).toEqual([]);
  expect(seen({ ref: null, roomId: undefined })).toEqual([]);
  expect(seen({ type: "message.new", text: "4711" })).toEqual([]);
  expect(seen({ detail: "not 4711" })).toHaveLength(1);
  expect(seen({ ref: "4711" })).toHaveLength(1);
  expect(seen({ roomId: "4711" })).toHaveLength(1);
  expect(seen({ code: "odd" })).toHaveLength(1);
  expect(seen({ code: "internal" })).toHaveLength(1);
  expect(seen({ type: "odd" })).toHaveLength(1);
  expect(seen({}, 1011)).toHaveLength(1);
  expect(faultsIn([], undefined, sent)).toHaveLength(1);
});

/** All frames received between this frame and the next, or how the socket ended. */
async function answerTo(line: Line, json: string): Promise<{ received: Received[]; code?: number }> {
  line.received.length = 0;
  line.ws.send(json);
  const code = await Promise.race([line.fence().catch(() => undefined), line.closed]);
  // The last frame answers the fence.
  return code === undefined ? { received: line.received.slice(0, -1) } : { received: line.received, code };
}

const silent = new Set(["read", "watch", "typing"]);

function faultsIn(
  received: Received[],
  code: number | undefined,
  { name, json, mark }: hostile.Value,
): string[] {
  const sent = fieldsOf(json);
  const faults = received.flatMap((frame) => (frame.type === "refused" ? inRefusal(frame, sent, mark) : []));
  faults.push(...received.filter(({ type }) => !(type in serverFrames)).map(({ type }) => `unknown ${type}`));
  // A bad token closes the socket; a cursor that does not move has no answer, and typing is only published to others.
  const mayEnd = sent["type"] === "renew" && code === closeCodes.sessionEnded;
  if (code !== undefined && !mayEnd) faults.push(`ended with ${code}`);
  if (code === undefined && received.length === 0 && !silent.has(String(sent["type"])))
    faults.push("silence");
  return faults.map((fault) => `${name}: ${fault}: ${JSON.stringify(received).slice(0, 300)}`);
}

function inRefusal(
  { ref, roomId, code, ...rest }: Received,
  sent: Record<string, unknown>,
  mark: string,
): string[] {
  const faults = [];
  if (!codes.some((known) => known === code) || code === "internal") faults.push(`code ${code}`);
  if (ref !== null && ref !== sent["clientId"] && ref !== sent["type"]) faults.push("an odd ref");
  if (roomId !== undefined && roomId !== sent["roomId"]) faults.push("an odd roomId");
  if (JSON.stringify(rest).includes(mark)) faults.push("echo");
  return faults;
}

function fieldsOf(json: string): Record<string, unknown> {
  try {
    return (JSON.parse(json) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
