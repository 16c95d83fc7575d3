import { createServer } from "node:net";

import { BSON } from "mongodb";

import type { FindOptions } from "./collection";

// MongoDB's wire protocol: OP_MSG, and the legacy OP_QUERY that a driver uses for its first hello.

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** The hello of a writable server. */
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
  deletes?: { q: BSON.Document; limit: number }[];
  indexes?: { key: BSON.Document; unique?: boolean }[];
}
interface WireRequest {
  id: number;
  isLegacy: boolean;
  command: Command;
}

/** Listens on the port in the arguments. `answer` returns the reply to a command, without `ok`. */
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

/** Reassembles messages from chunks of bytes, and calls `handle` for each. */
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
  // OP_REPLY: flags, cursor id, starting index and number of documents. OP_MSG: no flags, and one section of kind 0.
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

/** A section of kind 1: a named list of documents. */
function readList(command: Command, section: Buffer): void {
  const nameEnd = section.indexOf(0);
  const docs: BSON.Document[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at))
    docs.push(BSON.deserialize(section.subarray(at, at + section.readInt32LE(at))));
  command[section.toString("utf8", 0, nameEnd)] = docs;
}
