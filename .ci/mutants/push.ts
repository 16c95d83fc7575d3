import type { Mutant } from "./mutant";

const owed = "src/push/owed/owed.test.ts";
const contract = "db/told/contract.test.ts";
const deciding = "src/push/owed/deciding.ts";
const news = "src/push/owed/news.ts";

export const pushMutants: Mutant[] = [
  {
    name: "push: what was read by then is told",
    test: owed,
    changes: [
      [
        "src/push/owed/people.ts",
        "if (message.seq <= cursor) continue;",
        "if (message.seq < -cursor) continue;",
      ],
    ],
  },
  {
    name: "push: who has the room on screen is told",
    test: owed,
    changes: [
      [
        deciding,
        "devices.has(userId) && !onScreen.has(userId)",
        "devices.has(userId) || onScreen.has(userId)",
      ],
    ],
  },
  {
    name: "push: there is no end of pushes that are not read",
    test: owed,
    changes: [[deciding, "pushes >= BURST && cursor", "pushes > BURST * BURST && cursor"]],
  },
  {
    name: "push: an edit tells nobody",
    test: owed,
    changes: [[news, "one.seq <= seq && (one.editedAt", "one.seq < -seq && (one.editedAt"]],
  },
  {
    name: "push: what is read is not closed on other devices",
    test: owed,
    changes: [
      ["src/reading/service.ts", "    onMove(roomId, userId, seq);", "    onMove(roomId, userId, -seq);"],
    ],
  },
  {
    name: "push: hidden contents are shown",
    test: owed,
    changes: [
      ["src/push/owed/outgoing/payload.ts", "(hideContents ? {} : shown)", "(hideContents ? shown : shown)"],
    ],
  },
  {
    name: "push: a device is told twice",
    test: contract,
    changes: [
      [
        "db/told/sqlite/statements.ts",
        "dueAt = NULL WHERE seq < excluded.seq",
        "dueAt = NULL WHERE seq <= excluded.seq",
      ],
    ],
  },
  {
    name: "push: claims of the dead are left",
    test: contract,
    changes: [["db/told/sqlite/statements.ts", "WHERE owner <> $owner", "WHERE owner = $owner"]],
  },
];
