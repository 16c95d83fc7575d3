// An in-memory MongoDB with the commands that our server uses. It only guarantees to pass db/history/contract.test.ts. For
// tests about machines and thousands of people, for which FerretDB would be too slow.
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
    case "delete":
      return collection.remove(command.deletes ?? []);
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
