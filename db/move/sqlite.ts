import { lock } from "../history/lock";
import * as sqliteHistory from "../history/sqlite";
import type { Counts, Cursor, End } from "./endpoint";

/** The history in `dir`; throws where a server is running on it. */
export function open(dir: string): End {
  const letGo = lock(dir);
  // What a server has left in its journal goes to its place first.
  sqliteHistory.open(dir).close();
  const history = sqliteHistory.open(dir);
  const { file } = history;
  const putCursor = file.query("INSERT INTO cursors (room, user, seq, marked) VALUES (?, ?, ?, ?)");
  const replace = file.transaction((cursors: Cursor[]) => {
    file.run("DELETE FROM cursors");
    for (const { roomId, userId, seq, isMarked } of cursors)
      putCursor.run(roomId, userId, seq, Number(isMarked));
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
    counts: async () => file.query<Counts, []>(counted).get()!,
    close: async () => {
      history.close();
      letGo();
    },
  };
}

const counted = `SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM cursors) AS cursors`;
