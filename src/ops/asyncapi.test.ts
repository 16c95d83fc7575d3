// The AsyncAPI document of the running server: valid, complete, and consistent with the socket's validation.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import specs from "@asyncapi/specs";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import Ajv from "ajv";

import { readEnv, useEnv } from "../env";
import { clientFrames, closeCodes, serverFrames } from "../protocol/frames";
import { call, house, openHouse } from "../testing/people/guests";
import { describeFrames } from "./asyncapi";

type Ref = { $ref: string };
type Operation = { action: string; channel: Ref; messages: Ref[]; reply?: { messages: Ref[] } };

let document: any;
let operations: Record<string, Operation>;

// Ignores what is not JSON Schema in these schemas (`example`, our own formats).
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const prefixed = (side: string, frames: Record<string, TSchema>) =>
  Object.entries(frames).map(([type, schema]): [string, TSchema] => [`${side}.${type}`, schema]);
const allFrames = [...prefixed("client", clientFrames), ...prefixed("server", serverFrames)];

beforeAll(async () => {
  await openHouse();
  const { status, headers, body } = await call("GET", "/asyncapi");
  expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
  document = body;
  ({ operations } = document);
});
afterAll(() => house.close());

/** Resolves a `$ref` of this document. */
const at = ({ $ref }: Ref): any =>
  $ref
    .slice(2)
    .split("/")
    .reduce((value, key) => value?.[key], document);
const typesOf = (refs: Ref[]) => refs.map((ref) => at(at(ref)).name as string);
const sent = (channel: string) =>
  Object.values(operations).flatMap((one) =>
    one.action === "send" && one.channel.$ref === `#/channels/${channel}` ? typesOf(one.messages) : [],
  );

test("it is AsyncAPI 3.0, by the specification's own schema", () => {
  const isValid = ajv.compile(specs.schemasWithoutId["3.0.0"]);
  expect([isValid(document), isValid.errors]).toEqual([true, null]);
  expect(isValid({ ...document, channels: { socket: { address: 7 } } })).toBe(false);
});

test("everything that is pointed to is there", () => {
  const refs = JSON.stringify(document).match(/"#\/[^"]+"/g) ?? [];
  expect(refs.length).toBeGreaterThan(90);
  expect(refs.map((ref) => JSON.parse(ref)).filter(($ref) => at({ $ref }) === undefined)).toEqual([]);
});

test("every frame of the protocol is in it, and nothing else", () => {
  const names = (frames: object) => Object.keys(frames).toSorted();
  expect(names(document.components.messages)).toEqual(allFrames.map(([id]) => id).toSorted());
  const received = Object.values(operations).filter(({ action }) => action === "receive");
  expect(received.flatMap(({ messages }) => typesOf(messages)).toSorted()).toEqual(names(clientFrames));
  expect([...new Set([...sent("socket"), ...sent("feed")])].toSorted()).toEqual(names(serverFrames));
  for (const channel of Object.values<any>(document.channels)) {
    for (const [id, ref] of Object.entries<Ref>(channel.messages))
      expect(at(ref).name).toBe(id.replace(/^(client|server)\./, ""));
  }
});

test("the first thing to say is hello, and each frame says what may come back", () => {
  const [first, ...others] = Object.keys(operations);
  expect([first, others.at(-1)]).toEqual(["hello", "feed"]);
  const replies = Object.entries(operations).flatMap(([name, { reply }]) =>
    reply ? [[name, ...typesOf(reply.messages)]] : [],
  );
  expect(replies).toEqual([
    ["hello", "welcome", "heads", "refused"],
    ["renew", "renewed", "refused"],
    ["message.send", "message.sent", "refused"],
    ["read", "room.read", "refused"],
    ["watch", "room.unread", "refused"],
    ["typing", "refused"],
    ["ping", "pong", "refused"],
  ]);
});

test("the feed has what the socket has, but what answers a frame; and resets", () => {
  const { socket, feed } = document.channels;
  expect([socket.address, feed.address]).toEqual(["/ws", "/api/feed"]);
  const only = (one: string[], other: string[]) => one.filter((type) => !other.includes(type));
  expect(only(sent("feed"), sent("socket"))).toEqual(["reset"]);
  expect(only(sent("socket"), sent("feed"))).toEqual(["renewed", "pong", "message.sent", "refused"]);
});

test("every code a socket may be closed with is named, and what it means", () => {
  const ends: { code: number; meaning: string }[] = document.channels.socket["x-close-codes"];
  expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([...Object.values(closeCodes), 1009]));
  for (const { meaning } of ends) expect(meaning).not.toBe("");
});

describe("the example of", () => {
  test.each(allFrames)("%s fits its schema, here and where it is checked", (id, schema) => {
    const { payload, examples } = document.components.messages[id];
    const { components } = document;
    const fits = ajv.compile({ ...payload, components });
    expect(examples).toHaveLength(1);
    expect([fits(examples[0].payload), fits.errors]).toEqual([true, null]);
    expect([...Value.Errors(schema, examples[0].payload)]).toEqual([]);
    expect(fits({ ...examples[0].payload, type: "potato" })).toBe(false);
  });
});

test("where it is reached is what the environment says, never what a request says", async () => {
  const servers = (env: Record<string, string>) => {
    useEnv(readEnv(env));
    return describeFrames().servers;
  };
  expect(servers({ PUBLIC_URL: "https://chat.example" })).toMatchObject({
    socket: { host: "chat.example", protocol: "wss" },
    feed: { host: "chat.example", protocol: "https" },
  });
  expect(servers({ HOST: "127.0.0.1", PORT: "4000" })).toMatchObject({
    socket: { host: "127.0.0.1:4000", protocol: "ws" },
    feed: { host: "127.0.0.1:4000", protocol: "http" },
  });
  const { body } = await call("GET", "/asyncapi", undefined, { host: "evil.example" });
  expect(JSON.stringify(body)).not.toContain("evil");
});

test("it is read, and nothing else", async () => {
  const { status, headers } = await call("POST", "/asyncapi", {});
  expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});
