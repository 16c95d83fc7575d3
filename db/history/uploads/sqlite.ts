import type { Database } from "bun:sqlite";

import { orUnwritable } from "../../unwritable";
import { statements } from "../sqlite/statements";
import type { Upload, Uploads } from "./uploads";

type Values = Record<string, string | number>;
type UploadRow = { about: string };

/** Uploads in the file of history. They are few, so each is written at once. */
export function uploadsIn(file: Database): Uploads {
  const run = async (sql: string, values: Values) => {
    orUnwritable(() => file.query<null, [Values]>(sql).run(values));
  };
  const all = (sql: string, values: Values): Upload[] =>
    file
      .query<UploadRow, [Values]>(sql)
      .all(values)
      .map(({ about }) => JSON.parse(about) as Upload);
  return {
    add: (upload) => {
      const { id, ownerId, at, size } = upload;
      return run(statements.addUpload, { id, ownerId, at, size, about: JSON.stringify(upload) });
    },
    find: async (ids) => {
      const found = new Map(
        all(statements.findUploads, { ids: JSON.stringify(ids) }).map((one) => [one.id, one]),
      );
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    sizeOf: async (ownerId) =>
      file.query<{ size: number }, [Values]>(statements.uploadedBytes).get({ ownerId })?.size ?? 0,
    spare: async (before, limit) => all(statements.spareUploads, { before, limit }),
    keep: (ids) => run(statements.keepUploads, { ids: JSON.stringify(ids) }),
    release: (ids) => run(statements.releaseUploads, { ids: JSON.stringify(ids) }),
    remove: (id) => run(statements.removeUpload, { id }),
  };
}
