import { Elysia } from "elysia";

import { version } from "../../package.json";
import { env } from "../env";
import { clientFrames, closeCodes, serverFrames } from "../protocol/frames";
import { share } from "./document";
import { sample, type Schema, type Schemas } from "./sample";

// The frames of socket and feed as AsyncAPI 3.0, from the schemas that the socket validates with.

type ClientType = keyof typeof clientFrames;
type ServerType = keyof typeof serverFrames;
/** How a message is named in the document: both sides have a frame `typing`. */
type MessageId = `client.${ClientType}` | `server.${ServerType}`;

const fromClient = Object.keys(clientFrames) as ClientType[];
const fromServer = Object.keys(serverFrames) as ServerType[];
const clientId = (type: ClientType): MessageId => `client.${type}`;
const serverId = (type: ServerType): MessageId => `server.${type}`;

/** The answers to each frame, besides `refused`. */
const answers: Record<ClientType, ServerType[]> = {
  hello: ["welcome", "heads"],
  renew: ["renewed"],
  "message.send": ["message.sent"],
  read: ["room.read"],
  watch: ["room.unread"],
  typing: [],
  ping: ["pong"],
};
const onlyAnswers = new Set<ServerType>(["renewed", "message.sent", "refused", "pong"]);
const onSocket = fromServer.filter((type) => type !== "reset");
const onFeeds = fromServer.filter((type) => !onlyAnswers.has(type));

const meanings: Record<keyof typeof closeCodes, string> = {
  sessionEnded: "The session has ended, or the first frame was no hello with a good token: refresh first",
  noHello: "No hello came within 5 s",
  flood:
    "A limit was exceeded (frames, characters, unreadable frames, rooms listed, connections): wait, then reconnect with back-off",
  restart: "This machine restarts: reconnect",
  overloaded: "Too busy: reconnect later",
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
const feed = `Server-Sent Events: \`event\` is the frame's type, \`data\` the frame, \`id\` a position to resume from with Last-Event-ID. The first is \`welcome\`; \`reset\` says that what was missed must be fetched.`;

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
  const messages = Object.fromEntries([
    ...fromClient.map((type) => [clientId(type), message(type, clientFrames[type], schemas)]),
    ...fromServer.map((type) => [serverId(type), message(type, serverFrames[type], schemas)]),
  ]);
  return {
    asyncapi: "3.0.0",
    info,
    defaultContentType: "application/json",
    servers: servers(new URL(env.PUBLIC_URL || `http://${env.HOST}:${env.PORT}`)),
    channels: {
      socket: {
        ...channel("socket", "/ws", [...fromClient.map(clientId), ...onSocket.map(serverId)]),
        description: socket,
        ...ends(),
      },
      feed: { ...channel("feed", "/api/feed", onFeeds.map(serverId)), description: feed },
    },
    operations: {
      ...Object.fromEntries(fromClient.map((type) => [type, exchange(type)])),
      hear: { action: "send", ...on("socket", onSocket.map(serverId)) },
      feed: { action: "send", ...on("feed", onFeeds.map(serverId)) },
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

function channel(name: string, address: string, ids: MessageId[]) {
  const refs = ids.map((id) => [id, { $ref: `#/components/messages/${id}` }]);
  return { address, servers: [{ $ref: `#/servers/${name}` }], messages: Object.fromEntries(refs) };
}

/** A client's frame and its answers. */
function exchange(type: ClientType) {
  const replies: ServerType[] = [...answers[type], "refused"];
  return {
    action: "receive",
    ...on("socket", [clientId(type)]),
    reply: on("socket", replies.map(serverId)),
  };
}

function on(name: string, ids: MessageId[]) {
  const messages = ids.map((id) => ({ $ref: `#/channels/${name}/messages/${id}` }));
  return { channel: { $ref: `#/channels/${name}` }, messages };
}

function ends() {
  const own = Object.entries(closeCodes) as [keyof typeof closeCodes, number][];
  return { "x-close-codes": [...own.map(([name, code]) => ({ code, meaning: meanings[name] })), tooLarge] };
}
