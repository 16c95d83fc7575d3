import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";
import type { Appended, Entry, Stored } from "../history";
import type { Cursors } from "./cursors";
import { away, type Link } from "./link";
import type { Memory } from "./memory";
import { type Clock, number, type Shelf } from "./numbering/numbering";

type Answer = Appended | Refused;
type Parts = { link: Link; shelf: Shelf; cursors: Cursors; memory: Memory; clock: Clock };

/** Rooms side by side; of each room one batch after the other, so that what the next is behind is known. */
export function appender({ link, shelf, cursors, memory, clock }: Parts) {
  const turns = new Map<string, Promise<unknown>>();

  return async (entries: Entry[]): Promise<Answer[]> => {
    const rooms = [...Map.groupBy(entries.entries(), ([, { roomId }]) => roomId)];
    const answers: Answer[] = [];
    const store = async ([roomId, own]: (typeof rooms)[number]) => {
      const stored = await inTurn(roomId, () =>
        batch(
          roomId,
          own.map(([, entry]) => entry),
        ),
      );
      for (const [index, [nth]] of own.entries()) answers[nth] = stored[index]!;
    };
    await Promise.all(rooms.map(store));
    await moveCursors(
      cursors,
      answers.flatMap((answer) => (isNew(answer) ? [answer.message] : [])),
    );
    return answers;
  };

  async function batch(roomId: string, entries: Entry[]): Promise<Answer[]> {
    if (!link.isUp) return entries.map(away);
    const answers = await number(entries, memory.last(roomId), { shelf, clock });
    for (const answer of answers) if (isNew(answer)) memory.take(answer.message);
    return answers;
  }

  function inTurn<T>(roomId: string, work: () => Promise<T>): Promise<T> {
    const done = (turns.get(roomId) ?? Promise.resolve()).then(work);
    const over = done.then(
      () => undefined,
      () => undefined,
    );
    turns.set(roomId, over);
    void over.then(() => turns.get(roomId) === over && turns.delete(roomId));
    return done;
  }
}

// They are stored whatever becomes of this: the next that is read or said moves the cursor further.
async function moveCursors(cursors: Cursors, said: Stored[]): Promise<void> {
  try {
    await cursors.spoke(said);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    log.warn({ messages: said.length }, "the senders' cursors were not moved");
  }
}

const isNew = (answer: Answer): answer is Appended => !(answer instanceof Refused) && !answer.isRepeat;
