import type { Code } from "../../../src/protocol/problem";
import type { OutboxDraft } from "./draft";

// The outbox as a pure function of events. `reduce` stores and transmits nothing: it returns effects, and outbox.ts runs
// them.
//
// Each room has one draft in transit at a time, over all tabs:
//
//   ──a draft is pending──▶ locking ──locked──▶ transmitting ──acked, refused, lost──▶ unlocking ──unlocked──▶
//                                                    └──refused for a moment──▶ pausing ────▲

export interface QueueState {
  /** The same in all tabs; the drafts of a room in the order in which they were typed. */
  drafts: OutboxDraft[];
  isLinked: boolean;
  /** By room: what this tab is doing there; undefined if nothing. */
  phases: Record<string, Phase>;
}

export type Phase =
  | { name: "locking" | "pausing" | "unlocking" }
  | { name: "transmitting"; clientId: string };

export type QueueEvent =
  | { type: "typed"; draft: OutboxDraft }
  | { type: "retry"; clientId: string }
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
  | { type: "refused"; clientId: string; code: Code; retryAfterMs: number | undefined; now: number }
  /** There was no link to transmit it on. */
  | { type: "lost"; clientId: string }
  | { type: "pauseEnded"; roomId: string }
  /** The link went, came, or was replaced: what was in transit may or may not have arrived. */
  | { type: "linkMoved"; isLinked: boolean };

export type Effect =
  | { type: "add" | "change"; draft: OutboxDraft }
  | { type: "transmit"; draft: OutboxDraft }
  | { type: "remove"; roomId: string; clientId: string }
  | { type: "lock" | "unlock"; roomId: string }
  | { type: "pause"; roomId: string; ms: number };

export interface QueueStep {
  state: QueueState;
  /** In this order. */
  effects: Effect[];
}

// A retry that the server asks for within this time is done silently, in ms; beyond it, the author decides.
const PATIENCE_MS = 10_000;

export const EMPTY: QueueState = { drafts: [], isLinked: false, phases: {} };

export function reduce(state: QueueState, event: QueueEvent): QueueStep {
  switch (event.type) {
    case "typed":
      // Stored first; `flush` follows.
      return {
        state: { ...state, drafts: [...state.drafts, event.draft] },
        effects: [{ type: "add", draft: event.draft }],
      };
    case "retry":
      return change(state, event.clientId, { state: "pending", reason: undefined });
    case "discard":
      return discard(state, event.clientId);
    case "loaded":
      return load(state, event.roomId, event.drafts);
    case "flush":
      return flush(state, [event.roomId]);
    case "locked":
      return transmitOldest(state, event.roomId);
    case "unlocked":
      return unlocked(state, event.roomId, event.hasFailed);
    case "acked":
      return settle(state, event.clientId, { state: "sent", at: event.at, storedAs: event.seq });
    case "refused":
      return refuse(state, event);
    case "lost":
      return settle(state, event.clientId);
    case "pauseEnded":
      return unlock(state, event.roomId);
    case "linkMoved":
      return moveLink(state, event.isLinked);
    default:
      event satisfies never;
      return { state, effects: [] };
  }
}

// ── Drafts ──

function change(state: QueueState, clientId: string, part: Partial<OutboxDraft>): QueueStep {
  const draft = state.drafts.find((one) => one.clientId === clientId);
  if (!draft) return { state, effects: [] };
  const changed = { ...draft, ...part };
  const drafts = state.drafts.map((one) => (one === draft ? changed : one));
  return { state: { ...state, drafts }, effects: [{ type: "change", draft: changed }] };
}

function discard(state: QueueState, clientId: string): QueueStep {
  const draft = state.drafts.find((one) => one.clientId === clientId);
  if (!draft) return { state, effects: [] };
  const { roomId } = draft;
  const drafts = state.drafts.filter((one) => one !== draft);
  return after({ state: { ...state, drafts }, effects: [{ type: "remove", roomId, clientId }] }, (next) =>
    settle(next, clientId),
  );
}

function load(state: QueueState, roomId: string | undefined, stored: OutboxDraft[]): QueueStep {
  const others = state.drafts.filter((draft) => roomId !== undefined && draft.roomId !== roomId);
  const rooms = new Set(stored.map((draft) => draft.roomId));
  return flush({ ...state, drafts: [...others, ...stored] }, [...rooms]);
}

// ── One room ──

/** Asks for the locks of rooms with a pending draft in which this tab is idle. */
function flush(state: QueueState, roomIds: string[]): QueueStep {
  const ready = roomIds.filter((id) => state.isLinked && !state.phases[id] && oldestPending(state, id));
  return {
    state: ready.reduce((next, id) => withPhase(next, id, { name: "locking" }), state),
    effects: ready.map((roomId) => ({ type: "lock", roomId })),
  };
}

function transmitOldest(state: QueueState, roomId: string): QueueStep {
  const draft = oldestPending(state, roomId);
  if (!draft || !state.isLinked) return unlock(state, roomId);
  const { clientId } = draft;
  return {
    state: withPhase(state, roomId, { name: "transmitting", clientId }),
    effects: [{ type: "transmit", draft }],
  };
}

/** Its answer has come, or never will. Does nothing if the draft is not in transit. */
function settle(state: QueueState, clientId: string, part?: Partial<OutboxDraft>): QueueStep {
  const roomId = roomOf(state, clientId);
  if (roomId === undefined) return { state, effects: [] };
  const step = part ? change(state, clientId, part) : { state, effects: [] };
  return after(step, (next) => unlock(next, roomId));
}

type RefusedEvent = Extract<QueueEvent, { type: "refused" }>;

function refuse(
  state: QueueState,
  { clientId, code, retryAfterMs = Infinity, now }: RefusedEvent,
): QueueStep {
  const roomId = roomOf(state, clientId);
  if (roomId === undefined) return { state, effects: [] };
  if (retryAfterMs > PATIENCE_MS)
    return settle(state, clientId, { state: "failed", reason: code, retryAt: now + retryAfterMs });
  // Later drafts of the room wait, too, so that the order is kept.
  return {
    state: withPhase(state, roomId, { name: "pausing" }),
    effects: [{ type: "pause", roomId, ms: retryAfterMs }],
  };
}

const unlock = (state: QueueState, roomId: string): QueueStep => ({
  state: withPhase(state, roomId, { name: "unlocking" }),
  effects: [{ type: "unlock", roomId }],
});

// If the lock failed, it is requested again only when something else happens.
function unlocked(state: QueueState, roomId: string, hasFailed: boolean): QueueStep {
  const { [roomId]: _, ...phases } = state.phases;
  const next = { ...state, phases };
  return hasFailed ? { state: next, effects: [] } : flush(next, [roomId]);
}

function moveLink(state: QueueState, isLinked: boolean): QueueStep {
  const inTransit = Object.values(state.phases).flatMap((phase) =>
    phase.name === "transmitting" ? [phase.clientId] : [],
  );
  const settled = inTransit.reduce<QueueStep>(
    (step, clientId) => after(step, (next) => settle(next, clientId)),
    { state: { ...state, isLinked }, effects: [] },
  );
  return after(settled, (next) => flush(next, [...new Set(next.drafts.map(({ roomId }) => roomId))]));
}

// ── Parts ──

const oldestPending = ({ drafts }: QueueState, roomId: string): OutboxDraft | undefined =>
  drafts.find((draft) => draft.roomId === roomId && draft.state === "pending");

const roomOf = ({ phases }: QueueState, clientId: string): string | undefined =>
  Object.keys(phases).find((roomId) => {
    const phase = phases[roomId];
    return phase?.name === "transmitting" && phase.clientId === clientId;
  });

const withPhase = (state: QueueState, roomId: string, phase: Phase): QueueState => ({
  ...state,
  phases: { ...state.phases, [roomId]: phase },
});

function after({ state, effects }: QueueStep, then: (state: QueueState) => QueueStep): QueueStep {
  const next = then(state);
  return { state: next.state, effects: [...effects, ...next.effects] };
}
