import type { Mutant } from "./mutant";

const timeline = "client/messages/timeline.test.ts";
const queue = "client/messages/outbox/queue.test.ts";

const changed = "client/messages/changes/changes.test.ts";

export const pageMutants: Mutant[] = [
  {
    name: "a page leaves its link before it has another",
    test: "client/live/carriers/succession.test.ts",
    changes: [
      [
        "client/live/carriers/succession.ts",
        "      next = make();\n",
        "      current().stop();\n      next = make();\n",
      ],
    ],
  },
  {
    name: "the page shows a message beyond a hole",
    test: timeline,
    changes: [
      ["client/messages/timeline.ts", "message.seq === timeline.last + 1", "message.seq > timeline.last"],
    ],
  },
  {
    name: "the page takes an answer to what it no longer shows",
    test: timeline,
    changes: [
      [
        "client/messages/timeline.ts",
        "return isPending(state, event.request) ? receivePage(state, event.request, event.page) : { state };",
        "return receivePage(state, event.request, event.page);",
      ],
    ],
  },
  {
    name: "the page shows a message twice that came by frame and by page",
    test: timeline,
    changes: [["client/messages/stretch.ts", "entries.filter(({ seq }) => seq > timeline.last)", "entries"]],
  },
  {
    name: "a tab has two drafts of a room in transit",
    test: queue,
    changes: [
      [
        "client/messages/outbox/queue.ts",
        "state.isLinked && !state.phases[id] && oldest",
        "state.isLinked && oldest",
      ],
    ],
  },
  {
    name: "a draft overtakes an older one",
    test: queue,
    changes: [
      [
        "client/messages/outbox/step.ts",
        "drafts.find((draft) => draft.roomId",
        "drafts.findLast((draft) => draft.roomId",
      ],
    ],
  },
  {
    name: "a change is applied to a newer message",
    test: changed,
    changes: [
      ["client/messages/changes/live.ts", "  if (rev <= (untrack(slot.now).rev ?? 0)) return;\n", ""],
    ],
  },
  {
    name: "an older answer overrules what is mine",
    test: changed,
    changes: [
      ["client/messages/changes/live.ts", "if (!slot || rev <= slot.mineRev) return;", "if (!slot) return;"],
    ],
  },
  {
    name: "a missed change is not fetched",
    test: changed,
    changes: [
      [
        "client/messages/changes/changes.ts",
        "room.shown !== undefined && since <= room.shown",
        "room.shown !== undefined && since >= 0",
      ],
    ],
  },
];
