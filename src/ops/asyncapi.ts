import { Elysia } from "elysia";

import { version } from "../../package.json";
import { env } from "../env";
import { clientFrames, closeCodes, serverFrames } from "../protocol/frames";
import { share } from "./document";
import { sample, type Schema, type Schemas } from "./sample";

// The frames of socket and feed as AsyncAPI 3.0, from the schemas that the socket validates with.

type Said = keyof typeof clientFrames;
type Heard = keyof typeof serverFrames;

const said = Object.keys(clientFrames) as Said[];
const heard = Object.keys(serverFrames) as Heard[];

/** The answers to each frame, besides `refused`. */
const answers: Record<Said, Heard[]> = {
  hello: ["welcome", "heads"],
  renew: ["renewed"],
  "message.send": ["message.sent"],
  read: ["room.read"],
  watch: ["room.unread"],
  typing: [],
  ping: ["pong"],
};
const onlyAnswers = new Set<Heard>(["renewed", "message.sent", "refused", "pong"]);
const onSocket = heard.filter((type) => type !== "reset");
const onFeeds = heard.filter((type) => !onlyAnswers.has(type));

const meanings: Record<keyof typeof closeCodes, string> = {
  sessionEnded: "The session has ended, or the first frame was no hello with a good token: refresh first",
  noHello: "No hello came within 5 s",
  flood: "Too much, too fast",
  restart: "This machine restarts: come back",
  overloaded: "Too busy: come back later",
};
const tooLarge = { code: 1009, meaning: "A frame of more than 64 KiB" };

const info = {
  title: "Potato Chat",
  version,
  license: { name: "MIT" },
  description: "For REST see /swagger.",
};
const bearer = { type: "http", scheme: "bearer", bearerFormat: "JWT" };
const socket = `One WebSocket a device, JSON text frames of at most 64 KiB, handled in the order sent. The first is \`hello\`, within 5 s; no secret is in a URL.
A close without one of \`x-close-codes\` means: reconnect with back-off, and fetch by seq. So does a seq that is more than one above the last.`;
const feed = `Server-Sent Events: \`event\` is the frame's type, \`data\` the frame, \`id\` a place to come back to with Last-Event-ID. The first is \`welcome\`; \`reset\` says that what was missed must be fetched.`;

let document: string | undefined;

export const asyncapiRoute = new Elysia().get(
  "/asyncapi",
  () => new Response((document ??= JSON.stringify(describeFrames())), { headers }),
  { detail: { hide: true } },
);
const headers = { "content-type": "application/json", "cache-control": "no-cache" };

/** The whole document, for a server at the environment's address. */
export function describeFrames() {
  const schemas: Schemas = {};
  const frames = Object.entries<Schema>({ ...clientFrames, ...serverFrames });
  const messages = Object.fromEntries(frames.map(([name, frame]) => [name, message(name, frame, schemas)]));
  return {
    asyncapi: "3.0.0",
    info,
    defaultContentType: "application/json",
    servers: servers(new URL(env.PUBLIC_URL || `http://${env.HOST}:${env.PORT}`)),
    channels: {
      socket: { ...channel("socket", "/ws", [...said, ...onSocket]), description: socket, ...ends() },
      feed: { ...channel("feed", "/api/feed", onFeeds), description: feed },
    },
    operations: {
      ...Object.fromEntries(said.map((type) => [type, exchange(type)])),
      hear: { action: "send", ...on("socket", onSocket) },
      feed: { action: "send", ...on("feed", onFeeds) },
    },
    components: { messages, schemas, securitySchemes: { bearer } },
  };
}

function servers({ host, protocol }: URL) {
  const security = [{ $ref: "#/components/securitySchemes/bearer" }];
  const http = protocol.replace(":", "");
  return { socket: { host, protocol: http.replace("http", "ws") }, feed: { host, protocol: http, security } };
}

function message(name: string, frame: Schema, schemas: Schemas) {
  const payload = share(frame, schemas) as Schema;
  return { name, payload, examples: [{ payload: sample(payload, schemas) }] };
}

function channel(name: string, address: string, types: string[]) {
  const refs = types.map((type) => [type, { $ref: `#/components/messages/${type}` }]);
  return { address, servers: [{ $ref: `#/servers/${name}` }], messages: Object.fromEntries(refs) };
}

/** A client's frame and its answers. */
function exchange(type: Said) {
  return { action: "receive", ...on("socket", [type]), reply: on("socket", [...answers[type], "refused"]) };
}

function on(name: string, types: string[]) {
  const messages = types.map((type) => ({ $ref: `#/channels/${name}/messages/${type}` }));
  return { channel: { $ref: `#/channels/${name}` }, messages };
}

function ends() {
  const own = Object.entries(closeCodes) as [keyof typeof closeCodes, number][];
  return { "x-close-codes": [...own.map(([name, code]) => ({ code, meaning: meanings[name] })), tooLarge] };
}
