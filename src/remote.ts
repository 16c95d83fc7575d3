import * as changes from "../db/accounts/changes";
import type { MachineFact, ReceivedFact } from "./bus/facts";
import * as revs from "./bus/revs";
import * as presence from "./friends/presence";
import { log } from "./log";
import { publishMine } from "./messages/changes/service";
import * as mentions from "./messages/mentions";
import * as messages from "./messages/publish/remote";
import * as screens from "./push/owed/watched";
import * as reading from "./reading/service";

// Routes the facts that other machines publish to the service that each concerns.

/** Facts of one room, in order. A fact that fails does not stop the next. */
export function onRoomFacts(roomId: string, facts: ReceivedFact[]): void {
  for (const fact of facts) {
    try {
      onRoomFact(roomId, fact);
    } catch (error) {
      log.error({ err: error, roomId, fact: fact.type }, "a fact from another machine could not be handled");
    }
  }
}

function onRoomFact(roomId: string, fact: ReceivedFact): void {
  switch (fact.type) {
    case "message":
      return messages.onMessage(fact);
    case "private":
      return messages.onPrivateMessage(roomId, fact.seq);
    case "read":
      return reading.onRead(roomId, fact.userId, fact.seq);
    case "changes":
      return revs.reach(roomId, fact.rev);
    case "reaction":
      return publishMine(roomId, fact);
    case "mentioned":
      return mentions.toThese(roomId, fact);
    case "typing":
      return reading.onTyping(roomId, fact.userId);
    default:
      fact satisfies never;
  }
}

/** A fact that another machine broadcast. */
export function onMachineFact(fact: MachineFact): void {
  if (fact.type === "changed") void changes.settled();
  else if (fact.type === "screens.ask") screens.answer(fact);
  else if (fact.type === "screens") screens.onAnswer(fact);
  else if (fact.type !== "beat") presence.onFact(fact);
}

/** Any fact may have been missed until now. Messages are backfilled by `bus/machines.ts`. */
export function onBack(): void {
  reading.recountAll();
  reading.repeatHeads();
}
