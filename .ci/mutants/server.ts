import type { Mutant } from "./mutant";

const model = "src/messages/model.test.ts";
const crash = "src/messages/crash.test.ts";
const writer = "src/messages/writer.ts";
const append = "db/history/sqlite/append.ts";
const merged = "db/history/sqlite/merged.ts";
const mover = "db/history/sqlite/mover.ts";
const statements = "db/history/sqlite/statements.ts";
const numbering = "db/history/mongo/numbering/numbering.test.ts";

export const serverMutants: Mutant[] = [
  { name: "nothing", test: model, changes: [] },
  { name: "nothing", test: crash, changes: [] },
  {
    name: "a repeated clientId is stored again",
    test: model,
    changes: [
      [
        statements,
        "CREATE UNIQUE INDEX messages_client ON messages (room, client_id",
        "CREATE INDEX messages_client ON messages (room, client_id",
      ],
      [append, "if (first) return {", "if (first && Math.random() < 0) return {"],
    ],
  },
  {
    name: "published before it is stored",
    test: model,
    changes: [
      [
        writer,
        "    const answers = jobs.length > 0",
        `    const heads = new Map<string, number>();
    for (const { entry, quote } of jobs) {
      const seq = (heads.get(entry.roomId) ?? (await history.head(entry.roomId))) + 1;
      heads.set(entry.roomId, seq);
      const never = { rev: 0, editedAt: null, deletedAt: null, reactions: [], pin: null };
      const early = { ...entry, seq, ordinal: seq, at: Date.now(), ...never };
      const known = rooms.find(entry.roomId)!;
      await publishInOrder(early, payloadOf(known, { stored: early, quote, unread: known.members.size - 1 }));
    }
    const answers = jobs.length > 0`,
      ],
      [writer, "  return publishInOrder(stored, payload, { since: now });", "  return void now;"],
    ],
  },
  {
    name: "a client that does not read is skipped, not closed",
    test: model,
    changes: [["src/socket/socket.ts", "closeOnBackpressureLimit: true", "closeOnBackpressureLimit: false"]],
  },
  {
    name: "acked before it is stored",
    test: crash,
    changes: [
      [
        writer,
        "    const answers = jobs.length > 0",
        `    const heads = new Map<string, number>();
    for (const { entry, ack } of jobs) {
      const seq = (heads.get(entry.roomId) ?? (await history.head(entry.roomId))) + 1;
      heads.set(entry.roomId, seq);
      const never = { rev: 0, editedAt: null, deletedAt: null, reactions: [], pin: null };
      const early = { ...entry, seq, ordinal: seq, at: Date.now(), ...never };
      const viewer = rooms.viewerOf(rooms.find(entry.roomId)!, entry.authorId);
      ack?.(rooms.shownTo(viewer, { stored: early, unread: 0 }) as Message);
    }
    await Bun.sleep(1);
    const answers = jobs.length > 0`,
      ],
      [writer, "  ack?.(message);\n  resolve({", "  void ack;\n  resolve({"],
    ],
  },
  {
    name: "a batch is stored in reverse order",
    test: model,
    changes: [
      [
        writer,
        "await history.append(jobs.map(({ entry }) => entry)) : []",
        "(await history.append(jobs.map(({ entry }) => entry).toReversed())).toReversed() : []",
      ],
    ],
  },
  {
    name: "a repeat is acked with a new seq",
    test: model,
    changes: [
      [
        writer,
        "  ack?.(repeat.message);\n",
        "  ack?.({ ...repeat.message, seq: (await history.head(stored.roomId)) + 1 });\n",
      ],
    ],
  },
  {
    name: "a repeat is published to all",
    test: model,
    changes: [
      [
        writer,
        "  resolve(repeat);\n",
        '  resolve(repeat);\n  bus.toRoom(stored.roomId, { type: "message.new", message: repeat.message });\n',
      ],
    ],
  },
  {
    name: "one message in a thousand is stored and not published",
    test: model,
    changes: [
      [
        "src/messages/publish.ts",
        '  if (typeof payload === "string" && !audience) bus.encodedToRoom(roomId, payload);',
        '  if (Math.random() < 0.001) return;\n  if (typeof payload === "string" && !audience) bus.encodedToRoom(roomId, payload);',
      ],
    ],
  },
  {
    name: "sending does not move the sender's cursor",
    test: model,
    changes: [
      [merged, 'authorId === userId && kind !== "system"', 'authorId === userId && kind === "system"'],
      [merged, 'if (kind !== "system") cursors.set', 'if (kind === "system") cursors.set'],
    ],
  },
  {
    name: "the rest of the journal is not replayed at the next start",
    test: crash,
    changes: [
      [mover, "this.sealed = files;\n    this.due = this.parts.pending.roomIds;", "this.sealed = files;"],
    ],
  },
  {
    name: "a message that comes late goes to those who have joined since",
    test: "src/testing/machines/late.test.ts",
    changes: [
      [
        "src/messages/publish.ts",
        "known && rooms.audienceOf(known, seq)",
        "undefined as string[] | undefined",
      ],
    ],
  },
  {
    name: "rooms are subscribed to a moment after the welcome",
    test: model,
    changes: [
      [
        "src/socket/connection.ts",
        "    for (const topic of rooms.topicsOf(caller.userId)) this.subscribe(topic);\n",
        "",
      ],
      [
        "src/socket/connection.ts",
        "await this.sendDrained(frame);\n",
        "await this.sendDrained(frame);\n    await Bun.sleep(5);\n    for (const topic of rooms.topicsOf(caller.userId)) this.subscribe(topic);\n",
      ],
    ],
  },
  {
    name: "a message that comes too early does not wait for those before it",
    test: "src/bus/order.test.ts",
    changes: [
      [
        "src/bus/order.ts",
        "  room.early.set(seq, deliver);\n  release(room);\n",
        "  room.last = seq;\n  deliver();\n",
      ],
    ],
  },
  {
    name: "our own insert, found again, counts as a repeat",
    test: numbering,
    changes: [
      [
        "db/history/mongo/numbering/numbering.ts",
        "(tried) => isSame(tried, message)",
        "(tried) => isSame(tried, message) && message.seq < 0",
      ],
    ],
  },
  {
    name: "time follows the clock of each machine",
    test: numbering,
    changes: [
      [
        "db/history/placing.ts",
        "Math.max(message.at ?? now, head.at)",
        "message.at ?? Math.max(now, 0 * head.at)",
      ],
    ],
  },
  {
    name: "a machine stops at once, whoever is connected",
    test: "src/ops/drain.test.ts",
    changes: [
      ["src/ops/drain.ts", "Bun.sleep(begun + DRAIN_MS - performance.now())", "Bun.sleep(0 * DRAIN_MS)"],
    ],
  },
];
