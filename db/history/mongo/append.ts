import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";
import type { Appended, NewMessage, Stored } from "../history";
import { refusal } from "../placing";
import type { WriteLog } from "../written/log";
import type { Cursors } from "./cursors";
import { type MongoLink, unreachable } from "./link";
import type { Memory } from "./memory";
import { type MessageStore, storeNumbered } from "./numbering/numbering";
import type { Clock } from "./numbering/patience";
import { byRoom, Turns } from "./numbering/turns";

type AppendAnswer = Appended | Refused;
type Parts = {
  link: MongoLink;
  store: MessageStore;
  cursors: Cursors;
  memory: Memory;
  clock: Clock;
  written: WriteLog;
};

/** Stores rooms concurrently, and of each room one batch at a time, so that the seq before the next batch is known. */
export function appender({ link, store, cursors, memory, clock, written }: Parts) {
  const turns = new Turns();

  return async (entries: NewMessage[]): Promise<AppendAnswer[]> => {
    const answers = await byRoom(entries, (roomId, own) => turns.run(roomId, () => batch(roomId, own)));
    await moveCursors(
      cursors,
      answers.flatMap((answer) => (isNew(answer) ? [answer.message] : [])),
    );
    return answers;
  };

  async function batch(roomId: string, entries: NewMessage[]): Promise<AppendAnswer[]> {
    if (!link.isUp) return entries.map(unreachable);
    const answers = await written
      .storing(roomId, () => storeNumbered(entries, memory.last(roomId), { store, clock }))
      .catch((error: unknown): AppendAnswer[] => entries.map(() => refusal(error)));
    for (const answer of answers) if (isNew(answer)) memory.observe(answer.message);
    return answers;
  }
}

// The messages are stored, so a failure here is only logged: the author's next message or read moves the cursor further.
async function moveCursors(cursors: Cursors, messages: Stored[]): Promise<void> {
  try {
    await cursors.moveAuthors(messages).catch(() => cursors.moveAuthors(messages));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    log.warn({ messages: messages.length }, "the senders' cursors were not moved");
  }
}

const isNew = (answer: AppendAnswer): answer is Appended => !(answer instanceof Refused) && !answer.isRepeat;
