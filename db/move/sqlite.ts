import { lock } from "../history/lock";
import * as sqliteHistory from "../history/sqlite";
import type { Counts, Cursor, Endpoint, MovedUpload } from "./endpoint";

/** The history in `dir`. Throws if a server is running on it. */
export function open(dir: string): Endpoint {
  const unlock = lock(dir);
  // Moves what a server has left in its journal to the tables.
  sqliteHistory.open(dir).close();
  const history = sqliteHistory.open(dir);
  const { file } = history;
  const putCursor = file.query("INSERT INTO cursors (room, user, seq, marked) VALUES (?, ?, ?, ?)");
  const replace = file.transaction((cursors: Cursor[]) => {
    file.run("DELETE FROM cursors");
    for (const { roomId, userId, seq, isMarked } of cursors)
      putCursor.run(roomId, userId, seq, Number(isMarked));
  });
  const putUpload = file.query(
    "INSERT INTO uploads (id, owner, size, spare_since, about) VALUES (?, ?, ?, ?, ?)",
  );
  const replaceUploads = file.transaction((uploads: MovedUpload[]) => {
    file.run("DELETE FROM uploads");
    for (const { upload, isKept } of uploads) {
      const { id, ownerId, size, at } = upload;
      putUpload.run(id, ownerId, size, isKept ? null : at, JSON.stringify(upload));
    }
  });
  return {
    *rooms() {
      const next = file.query<{ room: string | null }, [string]>(
        "SELECT min(room) AS room FROM messages WHERE room > ?",
      );
      for (let room = next.get("")?.room; room; room = next.get(room)?.room) yield room;
    },
    page: (roomId, page) => history.page(roomId, page),
    put: async (messages) => history.put(messages),
    *cursors() {
      const all = "SELECT room AS roomId, user AS userId, seq, marked FROM cursors ORDER BY room, user";
      for (const { marked, ...cursor } of file
        .query<Omit<Cursor, "isMarked"> & { marked: number }, []>(all)
        .iterate())
        yield { ...cursor, isMarked: marked === 1 };
    },
    putCursors: async (cursors) => replace.immediate(await Array.fromAsync(cursors)),
    *uploads() {
      for (const { about, isKept } of file.query<UploadRow, []>(uploaded).iterate())
        yield { upload: JSON.parse(about), isKept: isKept === 1 };
    },
    putUploads: async (uploads) => replaceUploads.immediate(await Array.fromAsync(uploads)),
    counts: async () => file.query<Counts, []>(counted).get()!,
    close: async () => {
      history.close();
      unlock();
    },
  };
}

type UploadRow = { about: string; isKept: number };
const uploaded = "SELECT about, spare_since IS NULL AS isKept FROM uploads ORDER BY id";
const counted = `SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM cursors) AS cursors,
  (SELECT count(*) FROM uploads) AS uploads`;
