// Speaks MongoDB's protocol, just as much as the driver needs, and keeps of each room no more than its last message: whatever
// grows is the driver's. Prints the port it listens on.
import { createServer, type Socket } from "node:net";

import { BSON } from "mongodb";

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const PAGE = 50;

const hello = {
  isWritablePrimary: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
};

const server = createServer((socket) => {
  let held: Buffer = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (part: Buffer) => {
    held = held.length > 0 ? Buffer.concat([held, part]) : part;
    while (held.length >= HEADER_BYTES && held.length >= held.readInt32LE(0)) {
      const length = held.readInt32LE(0);
      answer(socket, held.subarray(0, length));
      held = held.subarray(length);
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") console.log(address.port);
});

function answer(socket: Socket, asked: Buffer): void {
  const requestId = asked.readInt32LE(4);
  if (asked.readInt32LE(12) === OP_QUERY)
    return void socket.write(
      framed(OP_REPLY, requestId, Buffer.concat([replyHead(), BSON.serialize({ ...hello, ok: 1 })])),
    );
  const { command, documents } = messageOf(asked);
  const body = BSON.serialize({ ...done(command, documents), ok: 1 });
  // No flags, and one section, a document.
  socket.write(framed(OP_MSG, requestId, Buffer.concat([Buffer.alloc(5), body])));
}

/** Its first document, and those that come with it. */
function messageOf(asked: Buffer): { command: BSON.Document; documents: BSON.Document[] } {
  let [command, documents]: [BSON.Document, BSON.Document[]] = [{}, []];
  for (let at = HEADER_BYTES + 4; at < asked.length;) {
    const end = at + 1 + asked.readInt32LE(at + 1);
    if (asked[at] === 0) command = BSON.deserialize(asked.subarray(at + 1, end));
    else documents = documentsIn(asked.subarray(at + 5, end));
    at = end;
  }
  return { command, documents };
}

function documentsIn(section: Buffer): BSON.Document[] {
  const all: BSON.Document[] = [];
  for (let at = section.indexOf(0) + 1; at < section.length; at += section.readInt32LE(at))
    all.push(BSON.deserialize(section.subarray(at, at + section.readInt32LE(at))));
  return all;
}

const last = new Map<string, BSON.Document>();

function done(command: BSON.Document, documents: BSON.Document[]): BSON.Document {
  if (command.insert === "messages") for (const one of documents) last.set(one.roomId, one);
  if (command.insert || command.update) return { n: documents.length, nModified: documents.length };
  if (command.find) return { cursor: { id: 0n, ns: "potato.any", firstBatch: found(command) } };
  if (command.distinct) return { values: [] };
  return hello;
}

function found({ limit, filter: { _id: range } = {} }: BSON.Document): BSON.Document[] {
  if (limit === PAGE) return page;
  const from = range?.$gt;
  const newest = limit === 1 && typeof from === "string" && last.get(from.slice(0, from.indexOf(":")));
  return newest ? [newest] : [];
}

const page = Array.from({ length: PAGE }, (_, nth) => ({
  _id: `room:${nth + 1}`,
  roomId: "room",
  seq: nth + 1,
  ordinal: nth + 1,
  authorId: "ann",
  clientId: `${nth}`,
  kind: "text",
  text: "감자".repeat(20),
  at: 1_700_000_000_000,
}));

// Of the old way to say hello: flags, cursor, where it begins, and that there is one.
function replyHead(): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16);
  return head;
}

function framed(opcode: number, requestId: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + body.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}
