import { EVERYONE } from "../../../src/protocol/mentions";

/**
 * Every SQL statement of SQLite history, in one place, so that a test can EXPLAIN each: none may scan a table.
 * `messages` is clustered by (room, seq): a page of history is one contiguous range on disk.
 */
const columns = `room AS roomId, seq, ordinal, author AS authorId, client_id AS clientId, kind, text, event, at,
  reply_seq AS replySeq, mentions, hidden_from AS hiddenFrom, edited_at AS editedAt, deleted_at AS deletedAt,
  rev, reactions, pin, no_preview AS noPreview, forwarded_from AS forwardedFrom, attachments`;

// If the plan can depend on a bound value (next to ORDER BY, or as a LIMIT), SQLite 3.54 prepares the statement again at each
// bind: 11 of an insert's 15 µs, 26 of the 34 µs of a read state. A CAST hides the value from the planner.
const inRoom = "room = CAST($roomId AS TEXT)";
const me = "CAST($userId AS TEXT)";

// `hasAddress` of src/protocol/text.ts; a test compares the two. An index has it: a change needs a migration. Most texts are
// told apart by the first part, without looking at each of their letters.
const address = (scheme: string): string =>
  `' ' || lower(text) GLOB '*[^0-9a-z_]${scheme}://[-0-9a-z_[\u0080-\u{10ffff}]*'`;
const hasLink = `kind = 'text' AND instr(text, '://') > 0 AND (${address("http")} OR ${address("https")})`;

const newestMention = (user: string): string => `coalesce((SELECT seq FROM mentions
  WHERE room = roomId AND user = ${user} AND seq > after AND hidden_from IS NOT ${me}
    AND seq NOT IN (SELECT value FROM json_each(besides)) AND author NOT IN (SELECT value FROM json_each($exceptBy))
  ORDER BY seq DESC LIMIT 1), 0)`;

export const statements = {
  byClientId: `SELECT ${columns} FROM messages WHERE room = $roomId AND author = $authorId AND client_id = $clientId`,
  last: `SELECT seq, ordinal, at FROM messages WHERE ${inRoom} ORDER BY seq DESC LIMIT 1`,
  put: `INSERT INTO messages (room, seq, ordinal, author, client_id, kind, text, event, at, reply_seq, mentions, hidden_from, edited_at, deleted_at, rev, reactions, pin, no_preview, forwarded_from, attachments)
    VALUES ($roomId, $seq, $ordinal, $authorId, $clientId, $kind, $text, $event, $at, $replySeq, $mentions, $hiddenFrom, $editedAt, $deletedAt, $rev, $reactions, $pin, $noPreview, $forwardedFrom, $attachments)
    ON CONFLICT (room, seq) DO UPDATE SET text = excluded.text, mentions = excluded.mentions, edited_at = excluded.edited_at,
      deleted_at = excluded.deleted_at, rev = excluded.rev, reactions = excluded.reactions, pin = excluded.pin,
      no_preview = excluded.no_preview, forwarded_from = excluded.forwarded_from, attachments = excluded.attachments
      WHERE excluded.rev > rev`,
  // Only forward, and only then is the mark cleared: it may have been set since, at or above this seq.
  moveAuthorCursor: `INSERT INTO cursors (room, user, seq, marked) VALUES ($roomId, $userId, $seq, 0)
    ON CONFLICT (room, user) DO UPDATE SET seq = excluded.seq, marked = 0 WHERE excluded.seq > seq`,
  find: `SELECT ${columns} FROM messages WHERE ${inRoom} AND seq IN (SELECT value FROM json_each($seqs)) ORDER BY seq`,
  before: `SELECT ${columns} FROM messages WHERE ${inRoom} AND seq < CAST($before AS INTEGER) ORDER BY seq DESC LIMIT CAST($limit AS INTEGER)`,
  after: `SELECT ${columns} FROM messages WHERE ${inRoom} AND seq > CAST($after AS INTEGER) ORDER BY seq LIMIT CAST($limit AS INTEGER)`,
  lastRev: `SELECT rev FROM messages WHERE ${inRoom} AND rev > 0 ORDER BY rev DESC LIMIT 1`,
  changedAfter: `SELECT ${columns} FROM messages WHERE ${inRoom} AND rev > 0 AND rev > CAST($after AS INTEGER) ORDER BY rev LIMIT CAST($limit AS INTEGER)`,
  pinned: `SELECT ${columns} FROM messages WHERE ${inRoom} AND pin IS NOT NULL ORDER BY seq`,
  firstVisible: `SELECT seq FROM messages WHERE ${inRoom} AND seq > $after AND hidden_from IS NOT $userId ORDER BY seq LIMIT 1`,
  cursors: `SELECT user AS userId, seq FROM cursors WHERE room = $roomId`,
  // Only forward, never above the head; reading also clears the mark.
  moveCursor: `INSERT INTO cursors (room, user, seq, marked)
    VALUES ($roomId, $userId, min($seq, max($head, coalesce((SELECT max(seq) FROM messages WHERE ${inRoom}), 0))), 0)
    ON CONFLICT (room, user) DO UPDATE SET seq = max(seq, excluded.seq), marked = 0 RETURNING seq`,
  mark: `INSERT INTO cursors (room, user, seq, marked) VALUES ($roomId, $userId, $seq, $isMarked)
    ON CONFLICT (room, user) DO UPDATE SET seq = max(seq, excluded.seq), marked = excluded.marked`,
  // One row a range. Each part is an index seek: 2,000 rooms take some 12,000 seeks and no scan.
  readStates: `
    WITH ranges AS MATERIALIZED (
      SELECT key AS nth, value ->> 'roomId' AS roomId, value ->> 'joinedSeq' AS joinedSeq, value ->> 'floor' AS floor
      FROM json_each($ranges)),
    states AS MATERIALIZED (
      SELECT nth, roomId, joinedSeq, floor, coalesce(c.marked, 0) AS isMarked, coalesce(c.seq, 0) AS stored,
        max(joinedSeq, coalesce(c.seq, 0)) AS cursor,
        (SELECT max(seq) FROM messages WHERE room = roomId) AS head,
        (SELECT rev FROM messages WHERE room = roomId AND rev > 0 ORDER BY rev DESC LIMIT 1) AS rev,
        (SELECT seq FROM messages WHERE room = roomId AND seq > floor AND hidden_from IS NOT ${me}
          ORDER BY seq DESC LIMIT 1) AS lastSeq
      FROM ranges LEFT JOIN cursors c ON c.room = roomId AND c.user = ${me})
    SELECT roomId, joinedSeq, floor, coalesce(head, 0) AS head, coalesce(rev, 0) AS rev, cursor, stored, isMarked, lastSeq,
      coalesce((SELECT ordinal FROM messages WHERE room = roomId AND seq = head), 0)
        - coalesce((SELECT ordinal FROM messages WHERE room = roomId AND seq = cursor), 0)
        - (SELECT count(*) FROM messages WHERE room = roomId AND hidden_from = ${me} AND seq > cursor) AS unread,
      (SELECT at FROM messages WHERE room = roomId AND seq = lastSeq) AS lastAt
    FROM states ORDER BY nth`,
  // One row a room; 0 for none. `besides` has the seqs that are asked for elsewhere.
  mentions: `
    WITH ranges AS MATERIALIZED (
      SELECT value ->> 'roomId' AS roomId, value ->> 'after' AS after, value ->> 'besides' AS besides
      FROM json_each($ranges))
    SELECT roomId, max(${newestMention(me)}, ${newestMention(`'${EVERYONE}'`)}) AS seq FROM ranges`,
  // Reads where all of them are, and then the newest. `besides` as above.
  mentioning: `
    WITH ranges AS MATERIALIZED (
      SELECT value ->> 'roomId' AS roomId, value ->> 'after' AS after, value ->> 'besides' AS besides
      FROM json_each($ranges)),
    found AS MATERIALIZED (
      SELECT DISTINCT room AS inRoom, seq AS atSeq FROM ranges CROSS JOIN mentions
      WHERE room = roomId AND user IN (${me}, '${EVERYONE}') AND seq > after AND hidden_from IS NOT ${me}
        AND seq NOT IN (SELECT value FROM json_each(besides)) AND author NOT IN (SELECT value FROM json_each($exceptBy)))
    SELECT ${columns} FROM found CROSS JOIN messages
    WHERE room = inRoom AND seq = atSeq AND (at, room, seq) < ($at, $roomId, $seq)
    ORDER BY at DESC, room DESC, seq DESC LIMIT CAST($limit AS INTEGER)`,
  holders: `SELECT room AS roomId, seq FROM attached WHERE file = $fileId ORDER BY room, seq`,
  withFiles: `SELECT ${columns} FROM messages WHERE ${inRoom} AND seq IN (SELECT DISTINCT seq FROM attached
    WHERE ${inRoom} AND seq < $before ORDER BY seq DESC LIMIT CAST($limit AS INTEGER)) ORDER BY seq DESC`,
  // By itself the planner would walk through all of the room.
  withLinks: `SELECT ${columns} FROM messages INDEXED BY messages_links WHERE ${inRoom} AND seq < CAST($before AS INTEGER) AND ${hasLink}
    ORDER BY seq DESC LIMIT CAST($limit AS INTEGER)`,
  addUpload: `INSERT INTO uploads (id, owner, size, spare_since, about) VALUES ($id, $ownerId, $size, $at, $about)
    ON CONFLICT (id) DO NOTHING`,
  findUploads: `SELECT about FROM uploads WHERE id IN (SELECT value FROM json_each($ids))`,
  uploadedBytes: `SELECT coalesce(sum(size), 0) AS size FROM uploads WHERE owner = $ownerId`,
  spareUploads: `SELECT about FROM uploads WHERE spare_since < $before ORDER BY spare_since LIMIT CAST($limit AS INTEGER)`,
  keepUploads: `UPDATE uploads SET spare_since = NULL WHERE id IN (SELECT value FROM json_each($ids))`,
  releaseUploads: `UPDATE uploads SET spare_since = about ->> 'at' WHERE id IN (SELECT value FROM json_each($ids))`,
  removeUpload: `DELETE FROM uploads WHERE id = $id`,
  migrations: [
    `CREATE TABLE messages (
      room TEXT NOT NULL, seq INTEGER NOT NULL, ordinal INTEGER NOT NULL, author TEXT NOT NULL, client_id TEXT NOT NULL,
      kind TEXT NOT NULL, text TEXT NOT NULL, event TEXT, at INTEGER NOT NULL, reply_seq INTEGER, mentions TEXT NOT NULL,
      hidden_from TEXT, edited_at INTEGER, deleted_at INTEGER, PRIMARY KEY (room, seq)) WITHOUT ROWID;
    CREATE UNIQUE INDEX messages_client ON messages (room, author, client_id);
    CREATE INDEX messages_hidden ON messages (room, hidden_from, seq) WHERE hidden_from IS NOT NULL;
    CREATE TABLE cursors (
      room TEXT NOT NULL, user TEXT NOT NULL, seq INTEGER NOT NULL, marked INTEGER NOT NULL, PRIMARY KEY (room, user)) WITHOUT ROWID;`,
    // clientId before author: our client's ids ascend with time, so a batch changes one index page a room instead of one an
    // author.
    `DROP INDEX messages_client;
    CREATE UNIQUE INDEX messages_client ON messages (room, client_id, author);`,
    // What was said can change. Few messages do, so the indexes have those only.
    `ALTER TABLE messages ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE messages ADD COLUMN reactions TEXT;
    ALTER TABLE messages ADD COLUMN pin TEXT;
    CREATE UNIQUE INDEX messages_changed ON messages (room, rev) WHERE rev > 0;
    CREATE INDEX messages_pinned ON messages (room, seq) WHERE pin IS NOT NULL;`,
    // Who is mentioned where. Kept by the file itself, whoever writes messages.
    `CREATE TABLE mentions (room TEXT NOT NULL, user TEXT NOT NULL, seq INTEGER NOT NULL, author TEXT NOT NULL, hidden_from TEXT,
      PRIMARY KEY (room, user, seq)) WITHOUT ROWID;
    CREATE TRIGGER mentions_stored AFTER INSERT ON messages WHEN NEW.mentions <> '[]' BEGIN
      INSERT OR IGNORE INTO mentions SELECT NEW.room, value, NEW.seq, NEW.author, NEW.hidden_from FROM json_each(NEW.mentions);
    END;
    CREATE TRIGGER mentions_changed AFTER UPDATE OF mentions ON messages WHEN NEW.mentions <> OLD.mentions BEGIN
      DELETE FROM mentions WHERE room = OLD.room AND seq = OLD.seq AND user IN (SELECT value FROM json_each(OLD.mentions));
      INSERT OR IGNORE INTO mentions SELECT NEW.room, value, NEW.seq, NEW.author, NEW.hidden_from FROM json_each(NEW.mentions);
    END;
    INSERT OR IGNORE INTO mentions SELECT room, value, seq, author, hidden_from FROM messages, json_each(messages.mentions)
      WHERE messages.mentions <> '[]';`,
    // Which room a message was forwarded from.
    `ALTER TABLE messages ADD COLUMN forwarded_from TEXT;`,
    // Which messages hold a file. Kept by the file itself, as the mentions are.
    `ALTER TABLE messages ADD COLUMN attachments TEXT;
    CREATE TABLE attached (file TEXT NOT NULL, room TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (file, room, seq)) WITHOUT ROWID;
    CREATE INDEX attached_room ON attached (room, seq);
    CREATE TRIGGER attached_stored AFTER INSERT ON messages WHEN NEW.attachments IS NOT NULL BEGIN
      INSERT OR IGNORE INTO attached SELECT value ->> 'id', NEW.room, NEW.seq FROM json_each(NEW.attachments);
    END;
    CREATE TRIGGER attached_changed AFTER UPDATE OF attachments ON messages WHEN NEW.attachments IS NOT OLD.attachments BEGIN
      DELETE FROM attached WHERE room = OLD.room AND seq = OLD.seq
        AND file IN (SELECT value ->> 'id' FROM json_each(OLD.attachments));
      INSERT OR IGNORE INTO attached SELECT value ->> 'id', NEW.room, NEW.seq FROM json_each(NEW.attachments)
        WHERE NEW.attachments IS NOT NULL;
    END;`,
    `CREATE TABLE uploads (id TEXT PRIMARY KEY, owner TEXT NOT NULL, size INTEGER NOT NULL, spare_since INTEGER, about TEXT NOT NULL)
      WITHOUT ROWID;
    CREATE INDEX uploads_owner ON uploads (owner, size);
    CREATE INDEX uploads_spare ON uploads (spare_since) WHERE spare_since IS NOT NULL;`,
    `ALTER TABLE messages ADD COLUMN no_preview INTEGER NOT NULL DEFAULT 0;`,
    // Which messages hold links, also of those from before.
    `CREATE INDEX messages_links ON messages (room, seq) WHERE ${hasLink};`,
  ],
};
