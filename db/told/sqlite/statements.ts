import type { ToldClaim } from "../told";

/** Of the tables; a file of another version is made anew. */
export const VERSION = 1;

/** `owner` is the process that is sending it, null once it was sent. `readUpTo`: they read that far while it was being sent. */
export type SqliteRow = ToldClaim & { owner: string | null; readUpTo: number; dueAt: number | null };

export const tables = `
  CREATE TABLE begun (at INTEGER NOT NULL);
  CREATE TABLE marks (roomId TEXT PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE told (
    roomId TEXT NOT NULL, userId TEXT NOT NULL, device TEXT NOT NULL,
    seq INTEGER NOT NULL, at INTEGER NOT NULL, pushes INTEGER NOT NULL, count INTEGER NOT NULL,
    owner TEXT, readUpTo INTEGER NOT NULL DEFAULT 0, dueAt INTEGER,
    PRIMARY KEY (roomId, userId, device)) WITHOUT ROWID;
  CREATE INDEX told_due ON told (dueAt) WHERE dueAt IS NOT NULL;
  CREATE INDEX told_owner ON told (owner) WHERE owner IS NOT NULL;
  CREATE INDEX told_device ON told (device);
  PRAGMA user_version=${VERSION};`;

const ids = "(SELECT value FROM json_each($ids))";
const key = "roomId = $roomId AND userId = $userId AND device = $device";
const all = "roomId, userId, device, seq, at, pushes, count, owner, readUpTo, dueAt";

export const sql = {
  marks: `SELECT * FROM marks WHERE roomId IN ${ids}`,
  advance: `INSERT INTO marks VALUES ($roomId, $seq, $rev, $at) ON CONFLICT DO UPDATE SET
    seq = max(seq, excluded.seq), rev = max(rev, excluded.rev), at = max(at, excluded.at)`,
  inRoom: "SELECT * FROM told WHERE roomId = $roomId AND userId >= $from AND userId <= $to",
  claim: `INSERT INTO told (roomId, userId, device, seq, at, pushes, count, owner)
    VALUES ($roomId, $userId, $device, $seq, $at, $pushes, $count, $owner) ON CONFLICT DO UPDATE SET
    seq = excluded.seq, at = excluded.at, pushes = excluded.pushes, count = excluded.count,
    owner = excluded.owner, readUpTo = 0, dueAt = NULL WHERE seq < excluded.seq`,
  settle: `UPDATE told SET owner = NULL WHERE ${key} AND seq = $seq`,
  removeClaim: `DELETE FROM told WHERE ${key} AND seq = $seq`,
  takeRead: `DELETE FROM told WHERE ${key} AND seq = $seq AND readUpTo >= seq RETURNING ${all}`,
  defer: `UPDATE told SET dueAt = $dueAt WHERE ${key}`,
  dueBy: "SELECT * FROM told WHERE dueAt <= $now",
  inherit: `UPDATE told SET owner = $owner WHERE owner <> $owner RETURNING ${all}`,
  noteRead: `UPDATE told SET readUpTo = max(readUpTo, $seq)
    WHERE roomId = $roomId AND userId = $userId AND owner IS NOT NULL`,
  takeSent: `DELETE FROM told WHERE roomId = $roomId AND userId = $userId AND seq <= $seq AND owner IS NULL RETURNING ${all}`,
  forget: `DELETE FROM told WHERE device IN ${ids} OR at < $before`,
  forgetMarks: "DELETE FROM marks WHERE at < $before",
  devicesAfter: "SELECT DISTINCT device FROM told WHERE device > $device ORDER BY device LIMIT $limit",
};
