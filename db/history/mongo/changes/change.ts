import { Refused } from "../../../../src/errors";
import type { MessageChange, Changed } from "../../history";
import { type MongoLink, unreachable } from "../link";
import type { Memory } from "../memory";
import type { Clock } from "../numbering/patience";
import { byRoom, Turns } from "../numbering/turns";
import { changeNumbered, type ChangeStore } from "./numbered";

type Parts = { link: MongoLink; store: ChangeStore; memory: Memory; clock: Clock };

/** Changes rooms concurrently, and of each room one batch at a time: two of one machine would only be in each other's way. */
export function changer({ link, store, memory, clock }: Parts) {
  const turns = new Turns();

  async function batch(changes: MessageChange[]): Promise<(Changed | Refused)[]> {
    if (!link.isUp) return changes.map(unreachable);
    const answers = await changeNumbered(changes, { store, clock });
    for (const answer of answers) if (!(answer instanceof Refused)) memory.observe(answer.message);
    return answers;
  }

  return (changes: MessageChange[]): Promise<(Changed | Refused)[]> =>
    byRoom(changes, (roomId, own) => turns.run(roomId, () => batch(own)));
}
