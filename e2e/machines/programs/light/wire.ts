import { createServer } from "node:net";

import { BSON } from "mongodb";

import type { FindOptions } from "./collection";

// OP_MSG, and the old OP_QUERY with which a driver says hello.

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** How a server that can be written to says hello. */
export const hello = {
  isWritablePrimary: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
};

export interface Command extends BSON.Document, FindOptions {
  $db?: string;
  documents?: BSON.Document[];
  updates?: { q: BSON.Document; u: BSON.Document; upsert?: boolean }[];
  indexes?: { key: BSON.Document; unique?: boolean }[];
}
interface WireRequest {
  id: number;
  isLegacy: boolean;
  command: Command;
}

/** On the port that the program is told, until it ends. `answer` says what beside `ok` is answered to each command. */
export function serve(answer: (command: Command) => BSON.Document): void {
  const server = createServer((socket) => {
    const receive = messagesIn((request) =>
      socket.write(answerTo(request, { ok: 1, ...answer(request.command) })),
    );
    socket.on("error", () => undefined);
    socket.on("data", receive);
  });
  server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("Listening"));
}

/** Takes bytes in whatever pieces, and tells `hear` of each whole message. */
function messagesIn(handle: (request: WireRequest) => void): (part: Buffer) => void {
  let buffered: Buffer = Buffer.alloc(0);
  return (part) => {
    buffered = buffered.length > 0 ? Buffer.concat([buffered, part]) : part;
    while (buffered.length >= HEADER_BYTES && buffered.length >= buffered.readInt32LE(0)) {
      const length = buffered.readInt32LE(0);
      handle(read(buffered.subarray(0, length)));
      buffered = buffered.subarray(length);
    }
  };
}

function answerTo({ id, isLegacy }: WireRequest, reply: BSON.Document): Buffer {
  // Of the old way: flags, cursor, where it begins, and that there is one. Else no flags, and one section, a document.
  const head = Buffer.alloc(isLegacy ? 20 : 5);
  if (isLegacy) head.writeInt32LE(1, 16);
  const body = BSON.serialize(reply);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + head.length + body.length, 0);
  header.writeInt32LE(id, 8);
  header.writeInt32LE(isLegacy ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, head, body]);
}

function read(bytes: Buffer): WireRequest {
  const id = bytes.readInt32LE(4);
  if (bytes.readInt32LE(12) === OP_QUERY) return { id, isLegacy: true, command: { hello: 1 } };
  const command: Command = {};
  for (let at = HEADER_BYTES + 4; at < bytes.length;) {
    const end = at + 1 + bytes.readInt32LE(at + 1);
    if (bytes[at] === 0) Object.assign(command, BSON.deserialize(bytes.subarray(at + 1, end)));
    else readList(command, bytes.subarray(at + 5, end));
    at = end;
  }
  return { id, isLegacy: false, command };
}

/** Documents that come beside the first one, under a name of their own. */
function readList(command: Command, section: Buffer): void {
  const nameEnd = section.indexOf(0);
  const docs: BSON.Document[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at))
    docs.push(BSON.deserialize(section.subarray(at, at + section.readInt32LE(at))));
  command[section.toString("utf8", 0, nameEnd)] = docs;
}
