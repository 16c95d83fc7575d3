import { history, type Read } from "../../db/history/history";
import * as bus from "../bus/bus";
import { isHere } from "../bus/local";
import * as machines from "../bus/machines";
import { invalid } from "../errors";
import { log } from "../log";
import * as messages from "../messages/service";
import * as rooms from "../rooms/service";

// Reading moves my cursor forward, on all my devices at once; never back, and never above what has been said.

// All that is read within so long is one commit: ten people read what one of them says.
const PACE_MS = 50;
// A message of another machine is here some milliseconds after it is stored; where Redis is away, it is later read.
const ON_ITS_WAY_MS = 10;
const MAX_TRIES = 50;

type Waiting = { move: Read; resolve: (cursor: number) => void; reject: (error: unknown) => void };
let waiting: Waiting[] = [];

/** Resolves when it is stored. */
export async function read(userId: string, roomId: string, seq: number): Promise<void> {
  const view = rooms.forMember(userId, roomId);
  const before = await rooms.standing(view);
  if (seq > before.head) throw invalid("seq", "above the newest message");
  if (seq <= before.cursor && !before.isMarked) return;
  const cursor = await store({ userId, roomId, seq });
  rooms.moved(roomId, userId, cursor);
  machines.tell(roomId, `${READ} ${cursor} ${userId}`);
  await tell(userId, roomId);
}

const READ = "read";

/** What another machine tells of reading; true where the fact was that. */
export function heard(roomId: string, fact: string): boolean {
  const [kind, seq, userId] = fact.split(" ");
  if (kind !== READ || !userId) return false;
  rooms.moved(roomId, userId, Number(seq));
  const failed = (reason: unknown) => log.warn({ err: reason, userId, roomId }, "reading could not be told");
  if (isHere(userId)) tell(userId, roomId).catch(failed);
  return true;
}

/** In turn: a message that is heard before this frame is counted in it, one that is not is heard after it. */
async function tell(userId: string, roomId: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const isTold = await messages.inTurn(async () => {
      // Whoever was put out meanwhile has heard so, and hears nothing of the room after that.
      const { head, cursor, unread } = await rooms.standing(rooms.forMember(userId, roomId));
      if (!machines.hasHeard(roomId, head) && tries < MAX_TRIES) return false;
      bus.toUser(userId, { type: "room.read", roomId, seq: cursor, unread });
      return true;
    });
    if (isTold) return;
    await Bun.sleep(ON_ITS_WAY_MS);
  }
}

function store(move: Read): Promise<number> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(() => void flush(), PACE_MS);
    waiting.push({ move, resolve, reject });
  });
}

async function flush(): Promise<void> {
  const batch = waiting;
  waiting = [];
  try {
    const cursors = await history.read(batch.map(({ move }) => move));
    batch.forEach(({ resolve }, index) => resolve(cursors[index] ?? 0));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
