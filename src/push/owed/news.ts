import { history, type Stored } from "../../../db/history/history";
import type { ToldMark } from "../../../db/told/told";
import { surely } from "../../messages/stored/service";
import type { Said } from "./people";

// What is new in a room, from history: messages after the mark, and those before it that were edited since.

// In ms: what is read or taken back by then, nobody is told of.
export const WAIT_MS = 3000;
// Nothing older is told of.
const OLDEST_MS = 24 * 3600_000;
// A room without a mark begins so long before the store of what was told: an update tells nobody of old messages.
const BEFORE_MS = 60_000;
// Clocks of machines differ a little.
const SKEW_MS = 5000;
const PAGE = 200;
const MOST = 1000;

export type RoomNews = {
  said: Said[];
  /** Where all is decided once these are. */
  mark: ToldMark;
  /** When there is more to decide; undefined if that is all. */
  nextAt: number | undefined;
};

type From = { mark: ToldMark | undefined; begunAt: number; now: number };

export async function newsIn(roomId: string, { mark, begunAt, now }: From): Promise<RoomNews> {
  const [position] = await surely(() => history.positions([roomId]));
  const from = mark ?? { roomId, seq: 0, rev: position?.rev ?? 0, at: now };
  const { page, isAll } = await pagesAfter(roomId, mark?.seq);
  const earliest = Math.max(now - OLDEST_MS, mark ? 0 : begunAt - BEFORE_MS);
  const isAged = ({ at }: Stored) => at <= now - WAIT_MS;
  const fresh = page.filter(({ at }) => at > earliest);
  const edits = await editsSince(roomId, from, now);
  const answers = await authorsOf(roomId, fresh);
  const said = [
    ...edits.messages.map((stored) => ({ stored, answers: undefined, isAged: true, isEdit: true })),
    ...fresh.map((stored) => ({
      stored,
      answers: stored.replySeq === null ? undefined : answers.get(stored.replySeq),
      isAged: isAged(stored),
      isEdit: false,
    })),
  ];
  // In a room without a mark all before these counts as decided.
  const seq = page.findLast(isAged)?.seq ?? mark?.seq ?? (page[0]?.seq ?? 1) - 1;
  const young = page.find((message) => !isAged(message));
  const dueAt = [young && young.at + WAIT_MS, edits.nextAt, isAll ? undefined : now];
  return {
    said,
    mark: { roomId, seq, rev: edits.rev, at: now },
    nextAt: dueAt.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined),
  };
}

/** Ascending. Without a seq, the newest. */
async function pagesAfter(
  roomId: string,
  after: number | undefined,
): Promise<{ page: Stored[]; isAll: boolean }> {
  if (after === undefined)
    return { page: await surely(() => history.page(roomId, { limit: PAGE })), isAll: true };
  const page: Stored[] = [];
  while (page.length < MOST) {
    const seq = page.at(-1)?.seq ?? after;
    const next = await surely(() => history.page(roomId, { after: seq, limit: PAGE }));
    page.push(...next);
    if (next.length < PAGE) return { page, isAll: true };
  }
  return { page, isAll: false };
}

type Edits = { messages: Stored[]; rev: number; nextAt: number | undefined };

/** Messages that were decided before, and edited since; up to the first edit whose time has not come. */
async function editsSince(roomId: string, { seq, rev, at }: ToldMark, now: number): Promise<Edits> {
  const { messages, rev: last } = await surely(() => history.changes(roomId, { after: rev, limit: PAGE }));
  const edited = messages.filter((one) => one.seq <= seq && (one.editedAt ?? 0) > at - SKEW_MS);
  const young = edited.find((one) => one.editedAt! > now - WAIT_MS);
  const aged = edited.filter((one) => !young || one.rev < young.rev);
  const ascending = aged.toSorted((a, b) => a.seq - b.seq);
  const isMore = messages.length === PAGE;
  return {
    messages: ascending,
    rev: young ? young.rev - 1 : last,
    nextAt: young ? young.editedAt! + WAIT_MS : isMore ? now : undefined,
  };
}

/** Who wrote the messages that these answer, by seq. */
async function authorsOf(roomId: string, messages: Stored[]): Promise<Map<number, string>> {
  const seqs = [...new Set(messages.flatMap(({ replySeq }) => replySeq ?? []))];
  const quoted = seqs.length > 0 ? await surely(() => history.find(roomId, seqs)) : [];
  return new Map(quoted.map(({ seq, authorId }) => [seq, authorId]));
}

/** What a device that has waited was not told of yet: all of it was decided before. */
export async function sinceTold(roomId: string, after: number): Promise<Said[]> {
  const { page } = await pagesAfter(roomId, after);
  const answers = await authorsOf(roomId, page);
  return page.map((stored) => ({
    stored,
    answers: stored.replySeq === null ? undefined : answers.get(stored.replySeq),
    isAged: true,
    isEdit: false,
  }));
}
