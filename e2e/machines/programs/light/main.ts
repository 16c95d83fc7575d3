// Speaks MongoDB's protocol, as much of it as our server does, and keeps all in memory: no more is promised than that what
// db/history/contract.test.ts asks is answered rightly. For tests that are about machines and thousands of people, who
// would have to wait for FerretDB.
import type { BSON } from "mongodb";

import { Collection } from "./collection";
import { type Command, hello, serve } from "./wire";

const collections = new Map<string, Collection>();

serve(handle);

function handle(command: Command): BSON.Document {
  const [name = "", on] = Object.entries(command)[0] ?? [];
  const ns = `${String(command.$db)}.${String(on)}`;
  const collection = collections.get(ns) ?? new Collection();
  collections.set(ns, collection);
  const batch = (docs: BSON.Document[]) => ({ cursor: { id: 0n, ns, firstBatch: docs } });
  switch (name) {
    case "insert":
      return collection.insert(command.documents ?? [], command.ordered ?? true);
    case "update":
      return collection.update(command.updates ?? []);
    case "find":
      return batch(collection.find(command.filter ?? {}, command));
    case "distinct":
      return { values: collection.distinct(command.query ?? {}, command.key ?? "") };
    case "aggregate":
      return batch(collection.count(command.pipeline ?? []));
    case "createIndexes":
      for (const { key, unique } of command.indexes ?? [])
        if (unique) collection.addUniqueIndex(Object.keys(key));
      return {};
    case "dropDatabase":
      for (const known of collections.keys())
        if (known.startsWith(`${String(command.$db)}.`)) collections.delete(known);
      return {};
    default:
      return hello;
  }
}
