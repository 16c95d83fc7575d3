import * as local from "../../bus/local";
import * as machines from "../../bus/machines";
import * as rooms from "../../rooms/service";

// Who has a room on screen, on any machine: they are not told of it. The others are asked once for all rooms of a round. One that
// does not answer in time has nobody there: better a push too many than one too few.

const PATIENCE_MS = 500;

const own = crypto.randomUUID().slice(0, 8);
type Question = { answers: number; on: Screens; resolve: () => void };
const open = new Map<number, Question>();
let asked = 0;

/** The users, by room. */
export type Screens = Map<string, Set<string>>;

export async function screensOf(roomIds: string[]): Promise<Screens> {
  const on = here(new Set(roomIds));
  const others = machines.countOthers();
  if (others === 0) return on;
  const { promise, resolve } = Promise.withResolvers<void>();
  const n = ++asked;
  open.set(n, { answers: others, on, resolve });
  const timer = setTimeout(resolve, PATIENCE_MS);
  machines.broadcast({ type: "screens.ask", of: own, n, roomIds });
  await promise;
  clearTimeout(timer);
  open.delete(n);
  return on;
}

/** Another machine asks. */
export function answer({ of, n, roomIds }: { of: string; n: number; roomIds: string[] }): void {
  if (of === own) return;
  const on = [...here(new Set(roomIds))].map(([roomId, userIds]) => ({ roomId, userIds: [...userIds] }));
  machines.broadcast({ type: "screens", of, n, on });
}

/** Another machine has answered, this machine or a third. */
export function onAnswer(fact: { of: string; n: number; on: { roomId: string; userIds: string[] }[] }): void {
  const question = fact.of === own ? open.get(fact.n) : undefined;
  if (!question) return;
  for (const { roomId, userIds } of fact.on) for (const userId of userIds) add(question.on, roomId, userId);
  if (--question.answers === 0) question.resolve();
}

function here(roomIds: Set<string>): Screens {
  const on: Screens = new Map();
  for (const { userId, watched, isRead } of subscribersIn(roomIds))
    if (watched !== null && isRead && roomIds.has(watched)) add(on, watched, userId);
  return on;
}

/** The members of these rooms; or everyone, where they are fewer. */
function subscribersIn(roomIds: Set<string>): Iterable<local.Subscriber> {
  const views = [...roomIds].flatMap((roomId) => rooms.find(roomId) ?? []);
  const count = views.reduce((sum, { members }) => sum + members.size, 0);
  if (count >= local.countUsers()) return local.everyone();
  const userIds = new Set(views.flatMap(({ members }) => [...members.keys()]));
  return [...userIds].flatMap(local.subscribersOf);
}

function add(on: Screens, roomId: string, userId: string): void {
  const there = on.get(roomId);
  if (there) there.add(userId);
  else on.set(roomId, new Set([userId]));
}
