import type { OutboxDraft, OutboxFault, OutboxFile } from "./draft";

// What the outbox's queue is made of; queue.ts has its rules.

export interface QueueState {
  /** The same in all tabs; the drafts of a room in the order in which they were typed. */
  drafts: OutboxDraft[];
  isLinked: boolean;
  /** By room: what this tab is doing there; undefined if nothing. */
  phases: Record<string, Phase>;
}

export type Phase =
  | { name: "locking" | "pausing" | "unlocking" }
  | { name: "uploading" | "transmitting"; clientId: string };

export type QueueEvent =
  | { type: "typed"; draft: OutboxDraft }
  | { type: "retry"; clientId: string }
  /** Its author waits with it, and what was typed after it goes first. */
  | { type: "hold"; clientId: string }
  /** An upload has begun, or one of its files is whole. */
  | { type: "uploadMoved"; clientId: string; files: OutboxFile[] }
  /** All its files are at the server. */
  | { type: "uploaded"; clientId: string }
  /** By its author, or because its message is in the history. */
  | { type: "discard"; clientId: string }
  /** The stored drafts of one room, or of all: other tabs write to the store, too. */
  | { type: "loaded"; roomId: string | undefined; drafts: OutboxDraft[] }
  /** A draft of this room has been stored. */
  | { type: "flush"; roomId: string }
  /** No other tab transmits in this room until it is unlocked, and `drafts` is up to date with the store. */
  | { type: "locked"; roomId: string }
  | { type: "unlocked"; roomId: string; hasFailed: boolean }
  | { type: "acked"; clientId: string; seq: number; at: number }
  | { type: "refused"; clientId: string; code: OutboxFault; retryAfterMs: number | undefined; now: number }
  /** There was no link to transmit it on. */
  | { type: "lost"; clientId: string }
  | { type: "pauseEnded"; roomId: string }
  /** The link went, came, or was replaced: what was in transit may or may not have arrived. */
  | { type: "linkMoved"; isLinked: boolean };

export type Effect =
  | { type: "add"; draft: OutboxDraft }
  /** Only the changed part is stored: another tab may change the rest at the same time. */
  | { type: "change"; draft: OutboxDraft; part: Partial<OutboxDraft> }
  | { type: "upload" | "transmit"; draft: OutboxDraft }
  | { type: "stopUpload"; clientId: string }
  | { type: "remove"; roomId: string; clientId: string; files?: OutboxFile[] | undefined }
  | { type: "lock" | "unlock"; roomId: string }
  | { type: "pause"; roomId: string; ms: number };

export interface QueueStep {
  state: QueueState;
  /** In this order. */
  effects: Effect[];
}

export const oldestPending = ({ drafts }: QueueState, roomId: string): OutboxDraft | undefined =>
  drafts.find((draft) => draft.roomId === roomId && draft.state === "pending");

export type Moving = "uploading" | "transmitting";

/** Where it is on its way. */
export const roomOf = ({ phases }: QueueState, clientId: string, name?: Moving): string | undefined =>
  Object.keys(phases).find((roomId) => {
    const phase = phases[roomId]!;
    return "clientId" in phase && phase.clientId === clientId && (!name || phase.name === name);
  });

export const inPhase = ({ phases }: QueueState, name: Moving): string[] =>
  Object.values(phases).flatMap((phase) =>
    "clientId" in phase && phase.name === name ? [phase.clientId] : [],
  );

export const withPhase = (state: QueueState, roomId: string, phase: Phase): QueueState => ({
  ...state,
  phases: { ...state.phases, [roomId]: phase },
});

export function after({ state, effects }: QueueStep, then: (state: QueueState) => QueueStep): QueueStep {
  const next = then(state);
  return { state: next.state, effects: [...effects, ...next.effects] };
}

/** One after the other, each from where the last one has led. */
export const each = (
  state: QueueState,
  clientIds: string[],
  step: (state: QueueState, clientId: string) => QueueStep,
): QueueStep =>
  clientIds.reduce<QueueStep>((done, clientId) => after(done, (next) => step(next, clientId)), {
    state,
    effects: [],
  });
