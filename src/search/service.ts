import { history, type Stored } from "../../db/history/history";
import {
  type Candidates,
  expressionOf,
  type Having,
  havingOf,
  rangesOf,
  type TextRange,
  type Word,
  wordsOf,
} from "../../db/search/search";
import { consume } from "../capacity/limits";
import { turn } from "../capacity/turns";
import { invalid } from "../errors";
import * as messages from "../messages/service";
import * as rooms from "../rooms/service";
import { HitPage } from "./cursor";
import * as indexing from "./indexing";
import type { Hit, SearchQuery, SearchResults } from "./model";

// The index names messages that may have the words; history says which of them do, as they are now, and rooms who may see them.

const LONGEST = 100;
// In ms. A search that takes longer answers what it has.
const PATIENCE_MS = 200;
const FIRST_PAGE = 20;
// Candidates that are looked at in one go.
const AT_ONCE = 64;
// In ms: so long others wait for the event loop at most.
const SLICE_MS = 5;

type Found = { id: number; stored: Stored; ranges: TextRange[] };
/** What is looked for, by whom and where. */
type Sought = { userId: string; asked: SearchQuery; words: Word[]; roomIds: string[] };

/** Of the messages that I may see, those that have all of the words; the newest first. */
export async function find(userId: string, asked: SearchQuery, signal?: AbortSignal): Promise<SearchResults> {
  consume("searches", userId);
  const words = wordsIn(asked.q);
  const roomIds =
    asked.roomId === undefined ? rooms.idsOf(userId) : [rooms.forMember(userId, asked.roomId).room.id];
  const { found, cursor, isWhole } = await collected({ userId, asked, words, roomIds }, signal);
  const hits = await presented(userId, found);
  const users = messages.namedIn(hits.map(({ message }) => message));
  return { hits, users, cursor, isComplete: isWhole };
}

/** A page of what is found, and where to go on. */
async function collected(search: Sought, signal?: AbortSignal) {
  const { asked } = search;
  const page = new HitPage(asked.cursor, indexing.name());
  const so: SoFar = {
    page,
    found: [],
    limit: asked.limit ?? FIRST_PAGE,
    until: performance.now() + PATIENCE_MS,
  };
  let isWhole = indexing.isComplete();
  let next: number | null = page.begin;
  while (next !== null && so.found.length < so.limit && !isLeft(signal)) {
    const some = await candidates(search, { before: next, patience: so.until - performance.now() });
    isWhole &&= some !== undefined;
    if (!some) break;
    const last = await look(search, some.found, so);
    next = last === undefined ? some.next : last;
  }
  // Nothing has been looked at yet: the same again.
  const cursor = next === null || next === Infinity ? null : page.cursorAt(next);
  return { found: so.found, cursor, isWhole };
}

const isLeft = (signal?: AbortSignal): boolean => signal?.aborted ?? false;

/** Messages that may fit; undefined where there is no index to ask, or no time left. */
async function candidates(
  { userId, asked, words, roomIds }: Sought,
  { before, patience }: { before: number; patience: number },
): Promise<Candidates | undefined> {
  if (patience <= 0) return undefined;
  const { from: authorId, since, until, has } = asked;
  const terms = words.flatMap(expressionOf);
  const wanted = { terms, roomIds, authorId, since, until, has: has as Having | undefined, before };
  return indexing.candidates(userId, { ...wanted, limit: AT_ONCE, patience });
}

type SoFar = { page: HitPage; found: Found[]; limit: number; until: number };

/** Adds those that fit. Returns the last one that was looked at, if there was no room or no time for all of them. */
async function look(
  search: Sought,
  all: Candidates["found"],
  { page, found, limit, until }: SoFar,
): Promise<number | undefined> {
  const visible = await readVisible(search.userId, all);
  let last: number | undefined;
  let since = performance.now();
  for (const { id } of all) {
    const now = performance.now();
    if (last !== undefined && (found.length === limit || now > until)) return last;
    // Long texts take a millisecond each.
    if (now - since > SLICE_MS) await turn().then(() => (since = performance.now()));
    last = id;
    const stored = visible.get(id);
    const ranges = stored && rangesIn(stored, search);
    if (ranges && page.shows(id, stored)) found.push({ id, stored, ranges });
  }
  return undefined;
}

/** By their numbers, as they are now, those that I may see. */
async function readVisible(userId: string, all: Candidates["found"]): Promise<Map<number, Stored>> {
  const visible = new Map<number, Stored>();
  for (const [roomId, places] of Map.groupBy(all, (one) => one.roomId)) {
    const floor = floorIn(userId, roomId);
    const ids = new Map(places.filter(({ seq }) => seq > floor).map(({ seq, id }) => [seq, id]));
    for (const stored of await history.find(roomId, [...ids.keys()]))
      if (stored.hiddenFrom !== userId) visible.set(ids.get(stored.seq)!, stored);
  }
  return visible;
}

/** Above this seq I may see what is in the room. */
function floorIn(userId: string, roomId: string): number {
  const known = rooms.find(roomId);
  return known?.members.has(userId) ? rooms.viewerOf(known, userId).floor : Infinity;
}

/** Where the words are in the text; null if it is not what is looked for. */
function rangesIn(stored: Stored, { asked, words }: Sought): TextRange[] | null {
  const { from, since = 0, until = Infinity, has } = asked;
  if (from !== undefined && stored.authorId !== from) return null;
  if (stored.at < since || stored.at >= until) return null;
  if (has !== undefined && !havingOf(stored).includes(has as Having)) return null;
  return rangesOf(stored, words);
}

async function presented(userId: string, found: Found[]): Promise<Hit[]> {
  const hits = new Map<Stored, Hit>();
  for (const [roomId, own] of Map.groupBy(found, ({ stored }) => stored.roomId)) {
    const known = rooms.find(roomId);
    if (!known?.members.has(userId)) continue;
    const shown = await rooms.present(
      known,
      userId,
      own.map(({ stored }) => stored),
    );
    for (const [nth, message] of shown.entries())
      if (message.kind !== "hidden") hits.set(own[nth]!.stored, { message, ranges: own[nth]!.ranges });
  }
  return found.flatMap(({ stored }) => hits.get(stored) ?? []);
}

function wordsIn(query: string): Word[] {
  if ([...query.normalize("NFC")].length > LONGEST) throw invalid("q", `At most ${LONGEST} characters`);
  const words = wordsOf(query);
  if (words.length === 0) throw invalid("q", "There is nothing to look for");
  return words;
}
