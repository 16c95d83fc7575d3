import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { log } from "../../src/log";
import { orUnwritable } from "../unwritable";
import { type SqliteRow, sql, tables, VERSION } from "./sqlite/statements";
import type { ReadUpTo, Settled, ToldClaim, ToldKey, ToldMark, ToldRow, ToldStore } from "./told";

// A crash of the process loses nothing of it. One of the machine may lose the last moments, or damage the file, which is made anew
// then: somebody is told twice. So it never waits for the disk, and chat not for it.
const pragmas = ["journal_mode=WAL", "synchronous=OFF", "cache_size=-4000", "temp_store=MEMORY"];

/**
 * For one machine, which always has the lease. A file that is damaged, or of another version, is made anew. A server that can
 * write nothing serves what is there, and remembers this in memory.
 */
export function open(dir: string, now = Date.now): ToldStore {
  const { file, begunAt } = orInMemory(now(), () => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const path = join(dir, "told.sqlite");
    return known(path) ?? made(path, now());
  });
  return new SqliteTold(file, begunAt);
}

function orInMemory(begunAt: number, openFile: () => KnownFile): KnownFile {
  try {
    return openFile();
  } catch (error) {
    log.warn({ err: error }, "what devices were told of cannot be stored");
    return made(":memory:", begunAt);
  }
}

type KnownFile = { file: Database; begunAt: number };

function connect(path: string): Database {
  const file = new Database(path, { create: true, strict: true });
  for (const pragma of pragmas) file.run(`PRAGMA ${pragma}`);
  return file;
}

/** Undefined where it is not there or not whole. */
function known(path: string): KnownFile | undefined {
  if (!existsSync(path)) return undefined;
  let file: Database | undefined;
  try {
    file = connect(path);
    const version = file.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version;
    const isWhole = file.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get();
    const begun = version === VERSION ? file.query<{ at: number }, []>("SELECT at FROM begun").get() : null;
    if (begun && isWhole?.quick_check === "ok") return { file, begunAt: begun.at };
  } catch {
    // Whatever is wrong with it: nothing was told.
  }
  file?.close();
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  return undefined;
}

function made(path: string, begunAt: number): KnownFile {
  const file = connect(path);
  file.transaction(() => {
    file.run(tables);
    file.query("INSERT INTO begun VALUES (?)").run(begunAt);
  })();
  return { file, begunAt };
}

class SqliteTold implements ToldStore {
  /** What a process before this one has claimed, it cannot be sending any more. */
  private readonly owner = crypto.randomUUID();

  constructor(
    private readonly file: Database,
    readonly begunAt: number,
  ) {}

  async tick(): Promise<void> {}

  fence = (): number => 1;

  async marks(roomIds: string[]): Promise<(ToldMark | undefined)[]> {
    const rows = this.all<ToldMark>(sql.marks, { ids: JSON.stringify(roomIds) });
    const found = new Map(rows.map((row) => [row.roomId, row]));
    return roomIds.map((roomId) => found.get(roomId));
  }

  async advance(marks: ToldMark[]): Promise<void> {
    this.each(sql.advance, marks);
  }

  async inRoom(roomId: string, users: { from: string; to: string }): Promise<ToldRow[]> {
    return this.all<SqliteRow>(sql.inRoom, { roomId, ...users }).map(toRow);
  }

  async claim(_fence: number, claims: ToldClaim[]): Promise<boolean[]> {
    return this.each(
      sql.claim,
      claims.map((claim) => ({ ...claim, owner: this.owner })),
    ).map((changes) => changes > 0);
  }

  async settle(settled: Settled[]): Promise<ToldRow[]> {
    const [gone, sent] = [settled.filter(({ isGone }) => isGone), settled.filter(({ isGone }) => !isGone)];
    this.each(sql.removeClaim, gone.map(keyAndSeq));
    const rows: SqliteRow[] = [];
    orUnwritable(() =>
      this.file.transaction(() => {
        for (const one of sent) {
          this.file.query(sql.settle).run(keyAndSeq(one));
          rows.push(...this.all<SqliteRow>(sql.takeRead, keyAndSeq(one)));
        }
      })(),
    );
    return rows.map(toRow);
  }

  async defer(keys: ToldKey[], dueAt: number | null): Promise<void> {
    this.each(
      sql.defer,
      keys.map(({ roomId, userId, device }) => ({ roomId, userId, device, dueAt })),
    );
  }

  dueBy = async (now: number): Promise<ToldRow[]> => this.all<SqliteRow>(sql.dueBy, { now }).map(toRow);

  async inherit(): Promise<ToldRow[]> {
    return orUnwritable(() => this.all<SqliteRow>(sql.inherit, { owner: this.owner })).map(toRow);
  }

  async read(reads: ReadUpTo[]): Promise<ToldRow[]> {
    const rows: SqliteRow[] = [];
    orUnwritable(() =>
      this.file.transaction(() => {
        for (const { roomId, userId, seq } of reads) {
          this.file.query(sql.noteRead).run({ roomId, userId, seq });
          rows.push(...this.all<SqliteRow>(sql.takeSent, { roomId, userId, seq }));
        }
      })(),
    );
    return rows.map(toRow);
  }

  async forget(devices: string[], before: number): Promise<void> {
    this.each(sql.forget, [{ ids: JSON.stringify(devices), before }]);
    this.each(sql.forgetMarks, [{ before }]);
  }

  async devicesAfter(device: string, limit: number): Promise<string[]> {
    return this.all<{ device: string }>(sql.devicesAfter, { device, limit }).map((row) => row.device);
  }

  async close(): Promise<void> {
    this.file.close();
  }

  private all<Row>(text: string, values: Values): Row[] {
    return this.file.query<Row, [Values]>(text).all(values);
  }

  /** In one commit. Answers how many rows each has changed. */
  private each(text: string, all: Values[]): number[] {
    if (all.length === 0) return [];
    const statement = this.file.query<null, [Values]>(text);
    return orUnwritable(() => this.file.transaction(() => all.map((one) => statement.run(one).changes))());
  }
}

type Values = Record<string, string | number | null>;

const keyAndSeq = ({ roomId, userId, device, seq }: Settled): Values => ({ roomId, userId, device, seq });

function toRow({ owner, roomId, userId, device, seq, at, pushes, count, dueAt }: SqliteRow): ToldRow {
  return { roomId, userId, device, seq, at, pushes, count, isSent: owner === null, dueAt };
}
