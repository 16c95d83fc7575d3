import type { Collection } from "mongodb";

import type { MongoLink } from "../mongo/link";
import type { Upload, Uploads } from "./uploads";

/** `spareSince`: its `at`, until it is kept. */
export type UploadDoc = { _id: string; ownerId: string; size: number; spareSince?: number; about: Upload };

/** Uploads in MongoDB, one document each. */
export function uploadsOn(link: MongoLink, all: Collection<UploadDoc>): Uploads {
  return {
    async add(about) {
      const { id: _id, ownerId, size, at: spareSince } = about;
      const first = { ownerId, size, spareSince, about };
      await link.ask(() => all.updateOne({ _id }, { $setOnInsert: first }, { upsert: true }));
    },
    async find(ids) {
      const docs = await link.ask(() => all.find({ _id: { $in: ids } }).toArray());
      const found = new Map(docs.map(({ _id, about }) => [_id, about]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    async sizeOf(ownerId) {
      const projection = { size: 1, _id: 0 };
      const docs = await link.ask(() => all.find({ ownerId }, { projection }).toArray());
      return docs.reduce((sum, { size }) => sum + size, 0);
    },
    async spare(before, limit) {
      const filter = { spareSince: { $gt: 0, $lt: before } };
      const docs = await link.ask(() => all.find(filter, { sort: { spareSince: 1 }, limit }).toArray());
      return docs.map(({ about }) => about);
    },
    async keep(ids) {
      const kept = { $unset: { spareSince: 1 } } as const;
      await link.ask(() => all.updateMany({ _id: { $in: ids } }, kept));
    },
    async release(ids) {
      const uploads = await link.ask(() => all.find({ _id: { $in: ids } }).toArray());
      for (const { _id, about } of uploads)
        await link.ask(() => all.updateOne({ _id }, { $set: { spareSince: about.at } }));
    },
    async remove(_id) {
      await link.ask(() => all.deleteOne({ _id }));
    },
  };
}
