import { Database } from "bun:sqlite";
import { basename } from "node:path";

import type { History, Stored } from "../history/history";
import * as mongo from "../history/mongo";
import * as sqlite from "../history/sqlite";
import { filesIn } from "../history/sqlite/journal/journal";
import { indexesIn } from "../search/file";
import { allTermsOf } from "../search/inverted";
import { toIndexed } from "../search/search";
import { rows } from "./snapshot";
import type { StorePlaces } from "./stores";

// Compares the index of search with history: of each message that is indexed, its terms. What the server has not indexed yet, and what
// was changed since, is left out.

const PAGE = 1000;

type IndexedRoom = { no: number; id: string; seq: number; rev: number };

/** Yields a line for each message whose terms are not those of its text. Returns how many messages were compared. */
export async function* search({ dir, mongoUrl }: StorePlaces): AsyncGenerator<string, number> {
  let count = 0;
  for (const path of indexesIn(dir)) count += yield* compared(path, { dir, mongoUrl });
  return count;
}

async function* compared(path: string, { dir, mongoUrl }: StorePlaces): AsyncGenerator<string, number> {
  const name = basename(path);
  const index = snapshotOf(path);
  const history = mongoUrl === undefined ? historyIn(dir) : await mongo.open(mongoUrl);
  try {
    const contents = contentsOf(index);
    let count = 0;
    const wrong = async function* (room: IndexedRoom): AsyncGenerator<number> {
      for await (const message of messagesOf(history, room)) {
        count++;
        if (!contents.agreeWith(message, room)) yield message.seq;
      }
    };
    for (const room of rows<IndexedRoom>(index, "SELECT no, id, seq, rev FROM rooms ORDER BY id"))
      for await (const seq of wrong(room))
        yield `${name}: room ${room.id} seq ${seq} is not indexed as it is`;
    for (const id of contents.left()) yield `${name}: ${id} is of no message`;
    return count;
  } finally {
    await history.close();
    index.close();
  }
}

/** What is in the index, to be compared with each message once. */
function contentsOf(index: Database) {
  const terms = termsIn(index);
  const places = placesIn(index);
  const authors = new Map(
    [...rows<{ no: number; id: string }>(index, "SELECT no, id FROM authors")].map(({ no, id }) => [id, no]),
  );
  return {
    agreeWith(message: Stored, room: IndexedRoom): boolean {
      const id = places.get(placeOf(room.no, message.seq));
      const own = id === undefined ? 0 : (terms.get(id) ?? 0);
      if (id !== undefined) terms.delete(id);
      const author = authors.get(message.authorId) ?? 0;
      return message.rev > room.rev || own === sumOf(message, { room: room.no, author });
    },
    left: () => terms.keys(),
  };
}

function snapshotOf(path: string): Database {
  const index = new Database(path, { readonly: true, strict: true });
  index.run("PRAGMA busy_timeout=5000");
  index.run("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, terms, instance)");
  index.run("BEGIN");
  return index;
}

/** A running server moves messages out of the journal and deletes it: then this begins again. */
function historyIn(dir: string): Pick<History, "page" | "close"> {
  for (;;) {
    const before = filesIn(dir).join();
    const history = sqlite.open(dir, { readonly: true });
    if (filesIn(dir).join() === before) return history;
    history.close();
  }
}

async function* messagesOf(history: Pick<History, "page">, { id, seq }: IndexedRoom): AsyncGenerator<Stored> {
  for (let after = 0; after < seq;) {
    const page = await history.page(id, { after, limit: PAGE });
    if (page.length === 0) return;
    yield* page.filter((message) => message.seq <= seq);
    after = page.at(-1)!.seq;
  }
}

/** By a message's number in the index: the sum of the hashes of its terms. */
function termsIn(index: Database): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { doc, term } of rows<{ doc: number; term: string }>(
    index,
    "SELECT doc, term FROM temp.vocabulary",
  ))
    sums.set(doc, (sums.get(doc) ?? 0) + hashOf(term));
  return sums;
}

// No room has that many messages.
const placeOf = (room: number, seq: number): number => room * 2 ** 28 + seq;

const placesIn = (index: Database): Map<number, number> =>
  new Map(
    [...rows<{ id: number; room: number; seq: number }>(index, "SELECT id, room, seq FROM places")].map(
      ({ id, room, seq }) => [placeOf(room, seq), id],
    ),
  );

function sumOf(message: Stored, nos: { room: number; author: number }): number {
  const indexed = toIndexed(message);
  if (indexed.texts.length === 0) return 0;
  return allTermsOf(indexed, nos).reduce((sum, term) => sum + hashOf(term), 0);
}

const hashOf = (term: string): number => Bun.hash.xxHash32(term);
