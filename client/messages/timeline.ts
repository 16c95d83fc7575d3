import type { Message } from "../../src/protocol/message";
import type { MessagePage, PageAnchor, HistoryEntry } from "./history";
import { append, isWithin, prepend, shorten, type Timeline } from "./stretch";

// The timeline of one room as a pure function of what has happened. `reduce` fetches nothing: it says which page to
// fetch, and messages.ts fetches it.

/** What I have read of a room, and where it begins for me. */
export interface ReadPosition {
  cursor: number;
  unread: number;
  joinedSeq: number;
}

export interface TimelineState {
  /** Undefined until the room is opened for the first time. */
  timeline: Timeline | undefined;
  /** The newest seq known to exist. */
  head: number;
  /** Requests without an answer, all for the current stretch. */
  pending: PageRequest[];
  /** `last` at the start of the catch-up that is in progress. */
  gapStart: number | undefined;
  /** It was kept in this browser, and the server has not said yet what is new. */
  isKept?: boolean;
}

/** A page to fetch. `open` and `jump` load a new stretch, `older` and `newer` extend it, `gap` catches up with `head`. */
export interface PageRequest {
  purpose: "open" | "jump" | "older" | "newer" | "gap";
  query: PageAnchor;
  limit: number;
  /** What the new stretch is for. */
  landing: Pick<Timeline, "readUpTo" | "lookedFor">;
}

export type TimelineEvent =
  | { type: "open"; position: ReadPosition | null | undefined }
  /** To a message that is not loaded; without a seq to the newest. */
  | { type: "jump"; seq?: number }
  | { type: "older" | "newer" | "left" }
  /** What was kept in this browser, if nothing is loaded. */
  | { type: "kept"; entries: HistoryEntry[]; last: number; hasBefore: boolean }
  | { type: "page"; request: PageRequest; page: MessagePage }
  | { type: "failed"; request: PageRequest }
  | { type: "frame"; message: Message }
  /** At least this much exists in the room. */
  | { type: "head"; head: number };

type KeptEvent = Extract<TimelineEvent, { type: "kept" }>;

export interface TimelineStep {
  state: TimelineState;
  fetch?: PageRequest;
  /** New here. A frame beyond a hole is left out: it comes again with the page that fills the hole. */
  received?: HistoryEntry[];
  /** A catch-up has ended, and these were added since it began. */
  filled?: HistoryEntry[];
}

const PAGE = 50;
// A gap is fetched up to this size, the largest page that the server sends. Beyond it, people scroll through the rest.
export const GAP_PAGE = 200;

export const UNOPENED: TimelineState = { timeline: undefined, head: 0, pending: [], gapStart: undefined };

export function reduce(state: TimelineState, event: TimelineEvent): TimelineStep {
  switch (event.type) {
    case "open":
      return open(state, event.position);
    case "kept":
      return restore(state, event);
    case "jump":
      return jump(state, event.seq);
    case "older":
      return state.timeline?.state === "ready" ? fetchOlder(state, state.timeline) : { state };
    case "newer":
      return state.timeline?.state === "ready" ? fetchNewer(state, state.timeline) : { state };
    case "page":
      return isPending(state, event.request) ? receivePage(state, event.request, event.page) : { state };
    case "failed":
      return isPending(state, event.request) ? fail(state, event.request) : { state };
    case "frame":
      return receiveFrame(state, event.message);
    case "head":
      return catchUp(withHead({ ...state, isKept: false }, event.head));
    case "left":
      return { state: withStretch(state, FAILED) };
    default:
      event satisfies never;
      return { state };
  }
}

/** False once its stretch was replaced: the answer is stale then. */
export const isPending = ({ pending }: TimelineState, request: PageRequest): boolean =>
  pending.includes(request);

// ── A new stretch ──

/** At the newest message that I have read, or at the end if I have read everything. */
function open(state: TimelineState, position: ReadPosition | null | undefined): TimelineStep {
  const { timeline } = state;
  const readUpTo = position && position.unread > 0 ? position.cursor : undefined;
  if (timeline?.state === "loading") return { state };
  // Kept ones are all there is without a network.
  const isEnough = timeline && (isWithin(timeline, readUpTo) || state.isKept);
  if (timeline?.state === "ready" && timeline.isLive && isEnough)
    return catchUp(withStretch(state, shorten(timeline, readUpTo)));
  return ask(withStretch(state, LOADING), {
    purpose: "open",
    query: openingQuery(readUpTo, position?.joinedSeq ?? 0),
    limit: PAGE,
    landing: readUpTo === undefined ? {} : { readUpTo },
  });
}

function restore(state: TimelineState, { entries, last, hasBefore }: KeptEvent): TimelineStep {
  if (state.timeline && state.timeline.state !== "failed") return { state };
  const next = withStretch(withHead(state, last), { state: "ready", entries, last, hasBefore, isLive: true });
  return { state: { ...next, isKept: true }, received: entries };
}

/** Instead of the page that is being opened, if one is: its answer would put the reader back there. */
function jump(state: TimelineState, seq: number | undefined): TimelineStep {
  const isOpening = state.timeline?.state === "loading";
  const query = seq === undefined ? {} : { around: seq };
  const pending = isOpening ? state.pending.filter((one) => isSame(one.query, query)) : state.pending;
  return ask(
    { ...state, pending },
    {
      purpose: isOpening ? "open" : "jump",
      query,
      limit: PAGE,
      landing: seq === undefined ? {} : { lookedFor: seq },
    },
  );
}

// The server shows nothing from before I joined, not even the message that my cursor stands at.
function openingQuery(readUpTo: number | undefined, joinedSeq: number): PageAnchor {
  if (readUpTo === undefined) return {};
  return readUpTo > joinedSeq ? { around: readUpTo } : { after: readUpTo };
}

// ── More of the current stretch ──

const fetchOlder = (state: TimelineState, { entries }: Timeline): TimelineStep =>
  ask(state, { purpose: "older", query: { before: entries[0]?.seq }, limit: PAGE, landing: {} });

// A live timeline catches up by itself.
const fetchNewer = (state: TimelineState, { last, isLive }: Timeline): TimelineStep =>
  isLive ? { state } : ask(state, { purpose: "newer", query: { after: last }, limit: PAGE, landing: {} });

/** Fetches what is missing between `last` and `head`, page by page; if that is too much, the timeline is not live. */
function catchUp(state: TimelineState): TimelineStep {
  const { timeline, head, pending, gapStart } = state;
  if (pending.some(({ purpose }) => purpose === "gap")) return { state };
  const behind = timeline?.state === "ready" && timeline.isLive ? head - timeline.last : 0;
  if (!timeline || behind <= 0) return endCatchUp(state);
  if (gapStart === undefined && behind > GAP_PAGE)
    return { state: { ...state, timeline: { ...timeline, isLive: false } } };
  const { last } = timeline;
  const query = { after: last };
  return ask(
    { ...state, gapStart: gapStart ?? last },
    { purpose: "gap", query, limit: GAP_PAGE, landing: {} },
  );
}

function endCatchUp(state: TimelineState): TimelineStep {
  const { timeline, gapStart } = state;
  if (gapStart === undefined) return { state };
  const filled = timeline?.entries.filter(({ seq }) => seq > gapStart) ?? [];
  return { state: { ...state, gapStart: undefined }, filled };
}

// ── What comes in ──

function receivePage(before: TimelineState, request: PageRequest, page: MessagePage): TimelineStep {
  const state = answered(before, request);
  const { messages, more } = page;
  const received = { received: messages };
  if (request.purpose === "older")
    return { state: extend(state, (one) => prepend(one, messages, more.before)), ...received };
  const next = withHead(state, page.head);
  if (request.purpose === "newer" || request.purpose === "gap") {
    const extended = extend(next, (one) => append(one, messages, !more.after));
    // An empty page cannot lead on, whatever the head is.
    const isStuck = request.purpose === "gap" && messages.length === 0;
    return { ...(isStuck ? endCatchUp(extended) : catchUp(extended)), ...received };
  }
  const last = messages.at(-1)?.seq ?? page.head;
  const range = { entries: messages, last, hasBefore: more.before, isLive: !more.after };
  return { ...catchUp(withStretch(next, { ...request.landing, ...range, state: "ready" })), ...received };
}

function receiveFrame(state: TimelineState, message: Message): TimelineStep {
  const { timeline } = state;
  const isNext = timeline?.state === "ready" && message.seq === timeline.last + 1;
  const next = isNext ? { ...state, timeline: append(timeline, [message], false) } : state;
  const isNew = isNext || !timeline?.isLive;
  return { ...catchUp(withHead(next, message.seq)), ...(isNew && { received: [message] }) };
}

function fail(before: TimelineState, request: PageRequest): TimelineStep {
  const state = answered(before, request);
  if (request.purpose === "open") return { state: withStretch(state, FAILED) };
  return request.purpose === "gap" ? endCatchUp(state) : { state };
}

// ── Changes of state ──

const NOTHING = { entries: [], last: 0, hasBefore: false, isLive: false };
const LOADING = { ...NOTHING, state: "loading" } as const;
const FAILED = { ...NOTHING, state: "failed" } as const;

/** The same page is fetched only once at a time. */
function ask(state: TimelineState, request: PageRequest): TimelineStep {
  const isAsked = state.pending.some(
    ({ purpose, query }) => purpose === request.purpose && isSame(query, request.query),
  );
  return isAsked ? { state } : { state: { ...state, pending: [...state.pending, request] }, fetch: request };
}

// The other ways change only with an answer.
const isSame = (one: PageAnchor, other: PageAnchor): boolean =>
  one.around === other.around && one.after === other.after;

const answered = (state: TimelineState, request: PageRequest): TimelineState => ({
  ...state,
  pending: state.pending.filter((one) => one !== request),
});

/** Requests for the stretch before end with it. */
const withStretch = (state: TimelineState, timeline: Omit<Timeline, "stretch">): TimelineState => ({
  head: state.head,
  timeline: { ...timeline, stretch: (state.timeline?.stretch ?? 0) + 1 },
  pending: [],
  gapStart: undefined,
});

const withHead = (state: TimelineState, head: number): TimelineState =>
  head > state.head ? { ...state, head } : state;

function extend(state: TimelineState, change: (timeline: Timeline) => Timeline): TimelineState {
  return state.timeline ? { ...state, timeline: change(state.timeline) } : state;
}
