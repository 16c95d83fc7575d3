import type { Mutant } from "./mutant";

const crash = "src/messages/changes/crash.test.ts";
const queue = "src/messages/changes/queue.ts";
const changes = "src/messages/changes/changes.test.ts";
const inMongo = "db/history/mongo/changes/numbered.test.ts";
const numbered = "db/history/mongo/changes/numbered.ts";

export const changeMutants: Mutant[] = [
  {
    name: "a change is made of a message without the changes before it",
    test: inMongo,
    changes: [[numbered, "    await store.settle(this.roomId);\n    if (this", "    if (this"]],
  },
  {
    name: "a change of unknown outcome is made again",
    test: inMongo,
    changes: [
      [
        numbered,
        "if (this.unsureAfter !== undefined)",
        "if (this.unsureAfter !== undefined && this.unsureAfter < 0)",
      ],
    ],
  },
  {
    name: "what follows a change that was not inserted is answered all the same",
    test: inMongo,
    changes: [[numbered, "left-- === 0) return;", "left-- === 0) continue;"]],
  },
  {
    name: "the first change of a room is not continued from",
    test: changes,
    changes: [
      [
        "src/messages/changes/publish.ts",
        "revs.startAt(roomId, first - 1)",
        "revs.startAt(roomId, Math.max(first, last) - 1)",
      ],
    ],
  },
  {
    name: "a change is published to a member who may not see its message",
    test: changes,
    changes: [
      ["src/messages/changes/publish.ts", "seqs[nth]! <= viewer.floor", "seqs[nth]! <= 0 * viewer.floor"],
    ],
  },
  { name: "nothing", test: crash, changes: [] },
  {
    name: "a change is published before it is stored",
    test: crash,
    changes: [
      [
        queue,
        'import { log } from "../../log";',
        'import * as bus from "../../bus/bus";\nimport { log } from "../../log";\nimport * as rooms from "../../rooms/service";',
      ],
      [
        queue,
        "    const answers = await history.change(",
        `    const revs = new Map<string, number>();
    for (const { change } of batch) {
      const { roomId } = change;
      const [before] = await history.find(roomId, [change.seq]);
      const [now] = await history.positions([roomId]);
      const rev = (revs.get(roomId) ?? now!.rev) + 1;
      revs.set(roomId, rev);
      const known = rooms.find(roomId)!;
      const [item] = await rooms.itemsOf(known, [{ ...before!, ...change.to(before!), rev }]);
      const messages = [rooms.shownToAll(known, item!)];
      const frame = { type: "messages.changed", roomId, since: rev - 1, rev, messages };
      bus.encodedToRoom(roomId, JSON.stringify(frame));
    }
    await Bun.sleep(1);
    const answers = await history.change(`,
      ],
      [
        queue,
        "      announce(roomId, { first: ofRoom[0]!.rev, last: ofRoom.at(-1)!.rev });",
        "      void [roomId, ofRoom, announce];",
      ],
    ],
  },
  {
    name: "a change is shown to whoever fetches it before it is stored",
    test: "db/history/sqlite/durable.test.ts",
    changes: [
      [
        "db/history/sqlite/change.ts",
        "    if (latest.size > 0) await journal.append([...latest.values()]);\n    for (const message of latest.values()) pending.change(message);",
        "    for (const message of latest.values()) pending.change(message);\n    await Bun.sleep(1);\n    if (latest.size > 0) await journal.append([...latest.values()]);",
      ],
    ],
  },
];
