import type { Database } from "bun:sqlite";

import type { Candidates, Indexed, IndexMark, IndexPart, IndexQuery } from "./contents";
import { isToBeMadeAnew, openFile } from "./file";
import { Places } from "./places";
import { authorTerm, havingTerm, quoted, roomTerm, termsOf } from "./text/terms";

// Which messages may have a word: an index of all rooms, in a file of its own on each machine. It holds terms and no text, so what it
// names is checked against history. It is filled room by room, and knows of each up to where.

type Place = { id: number; room: number; seq: number };
type Values = Record<string, string | number | null>;

// In so few rooms the index looks for those alone; it takes longer to look for each of many than to leave out the others.
const FEW_ROOMS = 32;
// How often it looks at the clock, in places.
const LOOK = 256;
// How many pages of terms are merged at a time: some milliseconds.
const MERGED = 200;

/** What a message is found by. */
export const allTermsOf = (
  { has, texts }: Indexed,
  { room, author }: { room: number; author: number },
): string[] => [roomTerm(room), authorTerm(author), ...has.map(havingTerm), ...termsOf(texts)];

export class Inverted {
  private readonly rooms = new Map<string, number>();
  private readonly roomIds = new Map<number, string>();
  private readonly places: Places;
  // Since when terms of deleted or edited words may be left, in ms; and whether more came while they are merged away.
  private oldSince: number | undefined;
  private isForgetting = false;
  private hasNewer = false;
  private left = -1;

  private constructor(private readonly file: Database) {
    this.places = new Places(file);
    const old = file.query<{ value: string }, []>("SELECT value FROM about WHERE name = 'old'").get();
    this.oldSince = old ? Number(old.value) : undefined;
    for (const { no, id } of file.query<{ no: number; id: string }, []>("SELECT no, id FROM rooms").iterate())
      this.remember(no, id);
  }

  static open(path: string, epoch: string): Inverted {
    return new Inverted(openFile(path, epoch));
  }

  /** No other index has it, nor this one once it was made anew. */
  get id(): string {
    return this.file.query<{ value: string }, []>("SELECT value FROM about WHERE name = 'id'").get()!.value;
  }

  marks(): IndexMark[] {
    return this.file.query<IndexMark, []>("SELECT id AS roomId, seq, rev FROM rooms").all();
  }

  /** All of it, or nothing. `left`: how many messages are still to come. */
  put(parts: IndexPart[], left = 0): void {
    this.file.transaction(() => {
      for (const part of parts) this.putPart(part);
      if (left !== this.left) this.noteLeft(left);
    })();
  }

  /** Whether nobody has asked for it to be made anew. */
  isWanted = (): boolean => !isToBeMadeAnew(this.file);

  private noteLeft(left: number): void {
    this.left = left;
    this.file.query("INSERT OR REPLACE INTO about VALUES ('left', ?)").run(String(left));
  }

  private putPart({ roomId, seq, rev, messages }: IndexPart): void {
    const mark = this.markOf(roomId);
    for (const message of messages) this.putMessage(mark, message);
    this.file
      .query<null, [Values]>("UPDATE rooms SET seq = max(seq, $seq), rev = max(rev, $rev) WHERE no = $no")
      .run({ no: mark.no, seq, rev });
  }

  private putMessage(mark: { no: number; seq: number }, message: Indexed): void {
    const { seq, at, authorId, texts } = message;
    const known = seq <= mark.seq ? this.places.find(mark.no, message) : undefined;
    if (known !== undefined) {
      this.file.query<null, [number]>("DELETE FROM terms WHERE rowid = ?").run(known);
      this.noteOldTerms();
    }
    if (texts.length === 0) return;
    const id = known ?? this.places.add(mark.no, { seq, at });
    const terms = allTermsOf(message, { room: mark.no, author: this.author(authorId) });
    this.file
      .query<null, [number, string]>("INSERT INTO terms (rowid, message) VALUES (?, ?)")
      .run(id, terms.join(" "));
  }

  /** Of those that may have what is wanted, the newest. */
  candidates(wanted: IndexQuery): Candidates {
    const { since, until, before = Infinity, limit, patience } = wanted;
    const rooms = new Set(wanted.roomIds.flatMap((id) => this.rooms.get(id) ?? []));
    const expression = this.expressionOf(wanted, rooms);
    if (rooms.size === 0 || expression === undefined) return { found: [], next: null };
    const from = since === undefined ? 0 : this.places.from(since);
    const to = Math.min(before, until === undefined ? Number.MAX_SAFE_INTEGER : this.places.to(until));
    const deadline = performance.now() + patience;
    const found: Candidates["found"] = [];
    let [seen, last] = [0, to];
    for (const { id, room, seq } of this.inOrder(expression, from, to)) {
      last = id;
      if (rooms.has(room)) found.push({ id, roomId: this.roomIds.get(room)!, seq });
      if (found.length >= limit) return { found, next: last };
      if (++seen % LOOK === 0 && performance.now() > deadline) return { found, next: last };
    }
    return { found, next: null };
  }

  private inOrder(expression: string, from: number, to: number): IterableIterator<Place> {
    const range = "id >= CAST($from AS INTEGER) AND id < CAST($to AS INTEGER) ORDER BY id DESC";
    if (expression === "")
      return this.file
        .query<Place, [Values]>(`SELECT id, room, seq FROM places WHERE ${range}`)
        .iterate({ from, to });
    return this.file
      .query<Place, [Values]>(
        `SELECT terms.rowid AS id, room, seq FROM terms CROSS JOIN places ON places.id = terms.rowid
        WHERE terms MATCH $expression AND terms.rowid >= CAST($from AS INTEGER) AND terms.rowid < CAST($to AS INTEGER)
        ORDER BY terms.rowid DESC`,
      )
      .iterate({ expression, from, to });
  }

  /** Of FTS5; undefined if nothing can match. */
  private expressionOf({ terms, authorId, has }: IndexQuery, rooms: Set<number>): string | undefined {
    const parts = [...terms];
    if (rooms.size <= FEW_ROOMS) parts.push([...rooms].map((no) => quoted(roomTerm(no))).join(" OR "));
    if (authorId !== undefined) {
      const author = this.file
        .query<{ no: number }, [string]>("SELECT no FROM authors WHERE id = ?")
        .get(authorId);
      if (!author) return undefined;
      parts.push(quoted(authorTerm(author.no)));
    }
    if (has) parts.push(quoted(havingTerm(has)));
    return parts.map((part) => `(${part})`).join(" AND ");
  }

  /**
   * Merges away what is left of terms that have been old for so long, a part at a time; false once nothing is left, or nothing is due.
   */
  forgetSome(ageMs: number): boolean {
    if (this.oldSince === undefined || Date.now() - this.oldSince < ageMs) return false;
    const before = this.changes();
    // FTS5: a negative number begins to merge everything into one; what changes nothing more was the last step.
    const pages = this.isForgetting ? MERGED : -MERGED;
    this.file.query("INSERT INTO terms (terms, rank) VALUES ('merge', ?)").run(pages);
    this.isForgetting = this.changes() - before >= 2;
    if (this.isForgetting) return true;
    this.oldSince = undefined;
    this.file.run("DELETE FROM about WHERE name = 'old'");
    if (this.hasNewer) this.noteOldTerms();
    this.hasNewer = false;
    this.checkpoint();
    return false;
  }

  /** Writes what is in the log into the file itself. */
  checkpoint(): void {
    this.file.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  private changes(): number {
    return this.file.query<{ count: number }, []>("SELECT total_changes() AS count").get()!.count;
  }

  private noteOldTerms(): void {
    this.hasNewer ||= this.isForgetting;
    if (this.oldSince !== undefined) return;
    this.oldSince = Date.now();
    // Also for after a restart.
    this.file.query("INSERT OR REPLACE INTO about VALUES ('old', ?)").run(String(this.oldSince));
  }

  private markOf(roomId: string): { no: number; seq: number } {
    const found = this.file
      .query<{ no: number; seq: number }, [string]>("SELECT no, seq FROM rooms WHERE id = ?")
      .get(roomId);
    if (found) return found;
    const made = this.file
      .query<{ no: number; seq: number }, [string]>(
        "INSERT INTO rooms (id, seq, rev) VALUES (?, 0, 0) RETURNING no, seq",
      )
      .get(roomId)!;
    this.remember(made.no, roomId);
    return made;
  }

  private author(id: string): number {
    const found = this.file.query<{ no: number }, [string]>("SELECT no FROM authors WHERE id = ?").get(id);
    return (
      found?.no ??
      this.file.query<{ no: number }, [string]>("INSERT INTO authors (id) VALUES (?) RETURNING no").get(id)!
        .no
    );
  }

  private remember(no: number, id: string): void {
    this.rooms.set(id, no);
    this.roomIds.set(no, id);
  }

  close(): void {
    this.file.close();
  }
}
