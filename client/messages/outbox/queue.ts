import { changed, type OutboxDraft, type OutboxFile } from "./draft";
import {
  after,
  each,
  inPhase,
  type Moving,
  oldestPending,
  type QueueEvent,
  type QueueState,
  type QueueStep,
  roomOf,
  withPhase,
} from "./step";

// The outbox as a pure function of events. `reduce` stores and transmits nothing: it returns effects, and outbox.ts runs
// them.
//
// Each room has one draft in transit at a time, over all tabs:
//
//   ──a draft is pending──▶ locking ──locked──▶ transmitting ──acked, refused, lost──▶ unlocking ──unlocked──▶
//                             has files │            ▲ └──refused for a moment──▶ pausing ────▲
//                                       └▶ uploading ┘ ──held, discarded, refused ────────────┘
//
// While its files are on their way, what was typed after it waits: it is not overtaken. Who does not want to wait holds it.
// Other rooms have phases of their own.

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
      return retry(state, event.clientId);
    case "hold":
      return after(change(state, event.clientId, { state: "held" }), (next) =>
        stopUpload(next, event.clientId),
      );
    case "uploadMoved":
      return change(state, event.clientId, { files: event.files });
    case "uploaded":
      return uploaded(state, event.clientId);
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
  const next = changed(draft, part);
  const drafts = state.drafts.map((one) => (one === draft ? next : one));
  return { state: { ...state, drafts }, effects: [{ type: "change", draft: next, part }] };
}

// The server forgets files that are in no message after a day, and answers the same for those that it still has.
const again = (file: OutboxFile): OutboxFile =>
  file.uploadUrl ? { ...file, attachmentId: undefined } : file;

function retry(state: QueueState, clientId: string): QueueStep {
  const files = state.drafts.find((one) => one.clientId === clientId)?.files?.map(again);
  return change(state, clientId, { state: "pending", reason: undefined, ...(files && { files }) });
}

function discard(state: QueueState, clientId: string): QueueStep {
  const draft = state.drafts.find((one) => one.clientId === clientId);
  if (!draft) return { state, effects: [] };
  const { roomId, files } = draft;
  const drafts = state.drafts.filter((one) => one !== draft);
  const removed: QueueStep = {
    state: { ...state, drafts },
    effects: [{ type: "remove", roomId, clientId, files }],
  };
  return after(removed, (next) => after(stopUpload(next, clientId), (then) => settle(then, clientId)));
}

function load(state: QueueState, roomId: string | undefined, stored: OutboxDraft[]): QueueStep {
  const others = state.drafts.filter((draft) => roomId !== undefined && draft.roomId !== roomId);
  const drafts = [...others, ...stored];
  const isPending = (clientId: string) =>
    drafts.some((draft) => draft.clientId === clientId && draft.state === "pending");
  // Another tab holds or has discarded what is being uploaded here.
  const stopped = inPhase(state, "uploading").filter((clientId) => !isPending(clientId));
  return after(each({ ...state, drafts }, stopped, stopUpload), (next) => flush(next, roomsOf(stored)));
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
  return draft.files?.some((file) => !file.attachmentId)
    ? begin(state, draft, "uploading")
    : begin(state, draft, "transmitting");
}

function begin(state: QueueState, draft: OutboxDraft, name: Moving): QueueStep {
  return {
    state: withPhase(state, draft.roomId, { name, clientId: draft.clientId }),
    effects: [{ type: name === "uploading" ? "upload" : "transmit", draft }],
  };
}

function uploaded(state: QueueState, clientId: string): QueueStep {
  const roomId = roomOf(state, clientId, "uploading");
  // An older one may have been retried meanwhile.
  return roomId === undefined ? { state, effects: [] } : transmitOldest(state, roomId);
}

/** Does nothing if it is not being uploaded here. */
function stopUpload(state: QueueState, clientId: string): QueueStep {
  const roomId = roomOf(state, clientId, "uploading");
  if (roomId === undefined) return { state, effects: [] };
  return after({ state, effects: [{ type: "stopUpload", clientId }] }, (next) => unlock(next, roomId));
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
  // An upload has requests of its own, and goes on.
  const settled = each({ ...state, isLinked }, inPhase(state, "transmitting"), settle);
  return after(settled, (next) => flush(next, roomsOf(next.drafts)));
}

const roomsOf = (drafts: OutboxDraft[]): string[] => [...new Set(drafts.map(({ roomId }) => roomId))];
