import { notFound, Refused } from "../../src/errors";
import { EVERYONE } from "../../src/protocol/mentions";
import {
  type HavingPage,
  type HeldKind,
  type MessageChange,
  type History,
  holds,
  type MentioningQuery,
  type MentionQuery,
  neverChanged,
  newestPlaceFirst,
  type NewMessage,
  type ReadState,
  type Stored,
  type VisibleRange,
} from "./history";
import { files, type HistoryStep, people, rooms } from "./reference/steps";

// For tests: the simplest possible history; after the same steps a real one must be in the same state.

const mentionsAsked = [
  { after: 0, exceptBy: [] },
  { after: 2, exceptBy: ["bob"] },
];

const havingAsked = (["file", "link"] satisfies HeldKind[]).flatMap((kind) => [
  { kind, limit: 50 },
  { kind, limit: 1 },
  { kind, before: 4, limit: 2 },
]);

/** Runs the steps on both. Returns the answers of each, and the states that both are in at the end. */
export async function runBoth(steps: HistoryStep[], history: History, prefix: string) {
  const reference = new Reference();
  const answers: [unknown, unknown][] = [];
  for (const step of steps) {
    const real = await run(history, renamed(step, prefix));
    answers.push([real, reference.run(renamed(step, prefix))]);
  }
  const isOwn = ({ roomId }: { roomId: string }) => roomId.startsWith(prefix);
  answers.push(...(await mentioningAnswers(history, reference, prefix)));
  for (const id of files) answers.push([(await history.holders(id)).filter(isOwn), reference.holders(id)]);
  for (const roomId of rooms.map((name) => prefix + name)) {
    answers.push([await history.page(roomId, { limit: 200 }), reference.messagesOf(roomId)]);
    answers.push([await history.positions([roomId]), [reference.position(roomId)]]);
    answers.push([await history.pinned(roomId), reference.pinned(roomId)]);
    for (const page of havingAsked)
      answers.push([await history.having(roomId, page), reference.having(roomId, page)]);
    for (const after of [0, 1, 3])
      for (const limit of [1, 3, 50])
        answers.push([
          await history.changes(roomId, { after, limit }),
          reference.changes(roomId, { after, limit }),
        ]);
    for (const userId of people) {
      const head = await history.head(roomId);
      const range = { roomId, joinedSeq: Math.min(2, head), floor: Math.min(1, head) };
      for (const { after, exceptBy } of mentionsAsked) {
        const asked = { rooms: [{ roomId, after }], exceptBy };
        answers.push([await history.mentions(userId, asked), reference.mentions(userId, asked)]);
      }
      answers.push([(await history.readStates(userId, [range]))[0], reference.readState(userId, range)]);
    }
  }
  return { real: answers.map(([real]) => real), expected: answers.map(([, expected]) => expected) };
}

async function mentioningAnswers(history: History, reference: Reference, prefix: string) {
  const answers: [unknown, unknown][] = [];
  const everywhere = rooms.map((name) => ({ roomId: prefix + name, after: 1 }));
  for (const userId of people)
    for (const limit of [1, 3, 50]) {
      const asked = { rooms: everywhere, exceptBy: limit === 3 ? ["bob"] : [], limit };
      const first = reference.mentioning(userId, asked);
      answers.push([await history.mentioning(userId, asked), first]);
      const before = first.at(-1);
      if (!before) continue;
      const more = { ...asked, before };
      answers.push([await history.mentioning(userId, more), reference.mentioning(userId, more)]);
    }
  return answers;
}

const renamed = (step: HistoryStep, prefix: string): HistoryStep =>
  step.do === "append"
    ? { ...step, entry: { ...step.entry, roomId: prefix + step.entry.roomId } }
    : { ...step, roomId: prefix + step.roomId };

function run(history: History, step: HistoryStep): Promise<unknown> {
  if (step.do === "append") return history.append([step.entry]);
  if (step.do === "change") return history.change([changeOf(step)]);
  return step.do === "read"
    ? history.moveCursors([step])
    : history.mark(step.userId, step.roomId, step.isMarked);
}

/** The same change changes nothing; one is refused, and so is a pin where two messages are pinned. */
const changeOf = ({ roomId, seq, to }: Extract<HistoryStep, { do: "change" }>): MessageChange => ({
  roomId,
  seq,
  countsPins: true,
  to: (message, pins) => {
    if (to.text === "no" || (to.pin && !message.pin && pins >= 2)) throw new Refused("forbidden");
    return Bun.deepEquals({ ...message, ...to }, message) ? undefined : to;
  },
});

class Reference {
  private readonly messages: Stored[] = [];
  private readonly revs = new Map<string, number>();
  private readonly cursors = new Map<string, { seq: number; isMarked: boolean }>();

  messagesOf = (roomId: string): Stored[] => this.messages.filter((message) => message.roomId === roomId);

  run(step: HistoryStep): unknown {
    if (step.do === "append") return [this.append(step.entry)];
    if (step.do === "change") return [this.change(changeOf(step))];
    const { userId, roomId } = step;
    if (step.do === "read") return [this.move(userId, roomId, step.seq)];
    this.cursors.set(userId + roomId, { seq: this.cursorOf(userId, roomId).seq, isMarked: step.isMarked });
    return undefined;
  }

  readState(userId: string, { roomId, joinedSeq, floor }: VisibleRange): ReadState {
    const all = this.messagesOf(roomId);
    const { seq, isMarked } = this.cursorOf(userId, roomId);
    const cursor = Math.max(joinedSeq, seq);
    const shown = all.filter(({ hiddenFrom }) => hiddenFrom !== userId);
    const last = shown.findLast((message) => message.seq > floor);
    const unread = shown.filter((message) => message.seq > cursor && message.kind === "text").length;
    return {
      roomId,
      head: all.length,
      rev: this.revs.get(roomId) ?? 0,
      cursor,
      unread,
      isMarked,
      lastSeq: last?.seq ?? null,
      lastAt: last?.at ?? null,
    };
  }

  position = (roomId: string) => ({
    seq: this.messagesOf(roomId).length,
    rev: this.revs.get(roomId) ?? 0,
  });

  pinned = (roomId: string) => this.messagesOf(roomId).filter(({ pin }) => pin !== null);

  mentions(userId: string, { rooms: asked, exceptBy }: MentionQuery): Map<string, number> {
    const isMention = ({ mentions, hiddenFrom, authorId }: Stored) =>
      (mentions.includes(userId) || mentions.includes(EVERYONE)) &&
      hiddenFrom !== userId &&
      !exceptBy.includes(authorId);
    const found = asked.map(({ roomId, after }): [string, number] => {
      const last = this.messagesOf(roomId).findLast((one) => one.seq > after && isMention(one));
      return [roomId, last?.seq ?? 0];
    });
    return new Map(found.filter(([, seq]) => seq > 0));
  }

  mentioning(userId: string, { rooms: asked, exceptBy, before, limit }: MentioningQuery): Stored[] {
    const isFound = (one: Stored) =>
      (one.mentions.includes(userId) || one.mentions.includes(EVERYONE)) &&
      one.hiddenFrom !== userId &&
      !exceptBy.includes(one.authorId) &&
      (!before || newestPlaceFirst(before, one) < 0);
    return asked
      .flatMap(({ roomId, after }) =>
        this.messagesOf(roomId).filter((one) => one.seq > after && isFound(one)),
      )
      .sort(newestPlaceFirst)
      .slice(0, limit);
  }

  having = (roomId: string, { kind, before = Infinity, limit }: HavingPage) =>
    this.messagesOf(roomId)
      .filter((message) => message.seq < before && holds[kind](message))
      .reverse()
      .slice(0, limit);

  holders = (fileId: string) =>
    this.messages
      .filter(({ attachments }) => attachments.some(({ id }) => id === fileId))
      .map(({ roomId, seq }) => ({ roomId, seq }))
      .sort((a, b) => Number(a.roomId > b.roomId) - Number(a.roomId < b.roomId) || a.seq - b.seq);

  changes(roomId: string, { after, limit }: { after: number; limit: number }) {
    const all = this.messagesOf(roomId)
      .filter(({ rev }) => rev > after)
      .sort((a, b) => a.rev - b.rev);
    const page = all.slice(0, limit);
    const top = Math.max(after, this.revs.get(roomId) ?? 0);
    return { messages: page, rev: all.length > limit ? page.at(-1)!.rev : top };
  }

  private change({ roomId, seq, to }: MessageChange) {
    const nth = this.messages.findIndex((message) => message.roomId === roomId && message.seq === seq);
    const message = this.messages[nth];
    if (!message) return notFound();
    try {
      const changed = to(message, this.pinned(roomId).length);
      if (!changed) return { message, isChanged: false };
      const rev = (this.revs.get(roomId) ?? 0) + 1;
      this.revs.set(roomId, rev);
      this.messages[nth] = { ...message, ...changed, rev };
      return { message: this.messages[nth], isChanged: true };
    } catch (error) {
      return error;
    }
  }

  private append(entry: NewMessage) {
    const { roomId, authorId, clientId, kind } = entry;
    const all = this.messagesOf(roomId);
    const first = all.find((message) => message.authorId === authorId && message.clientId === clientId);
    if (first) return { message: first, isRepeat: true };
    const ordinal = all.filter((message) => message.kind === "text").length + (kind === "text" ? 1 : 0);
    const at = Math.max(entry.at ?? 0, all.at(-1)?.at ?? 0);
    const message = { ...entry, seq: all.length + 1, ordinal, at, ...neverChanged };
    this.messages.push(message);
    if (kind === "text") this.cursors.set(authorId + roomId, { seq: message.seq, isMarked: false });
    return { message, isRepeat: false };
  }

  private move(userId: string, roomId: string, seq: number): number {
    const to = Math.max(this.cursorOf(userId, roomId).seq, Math.min(seq, this.messagesOf(roomId).length));
    this.cursors.set(userId + roomId, { seq: to, isMarked: false });
    return to;
  }

  private cursorOf = (userId: string, roomId: string) =>
    this.cursors.get(userId + roomId) ?? { seq: 0, isMarked: false };
}
