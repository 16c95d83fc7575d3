// Speaks as much of MongoDB's protocol as the driver needs, and stores only the last message of each room, so that any
// growth is the driver's.
import type { BSON } from "mongodb";

import { type Command, hello, serve } from "../../e2e/machines/programs/light/wire";

const PAGE = 50;

const last = new Map<string, BSON.Document>();

function done(command: Command): BSON.Document {
  const documents = command.documents ?? command.updates ?? [];
  if (command["insert"] === "messages")
    for (const one of documents as BSON.Document[]) last.set(one["roomId"], one);
  if (command["insert"] || command["update"]) return { n: documents.length, nModified: documents.length };
  if (command["find"]) return { cursor: { id: 0n, ns: "potato.any", firstBatch: found(command) } };
  if (command["distinct"]) return { values: [] };
  return hello;
}

function found({ limit, filter }: Command): BSON.Document[] {
  if (limit === PAGE) return page;
  const from = filter?.["_id"]?.$gt;
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

serve(done);
