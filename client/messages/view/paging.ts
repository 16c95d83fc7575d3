import { batch, createSignal } from "solid-js";

import { useChat } from "../../live/chat";
import type { Scroller } from "./scroller";

// In px: how far from either end the next page is fetched.
const NEAR = 800;

type Way = "older" | "newer";

/** Fetches the next page at either end before the reader gets there. */
export type Paging = ReturnType<typeof createPaging>;

export function createPaging(roomId: () => string, scroller: () => Scroller) {
  const { messages } = useChat();
  const [isShifting, setShifting] = createSignal(false);
  const [fetching, setFetching] = createSignal<Way>();
  const [failed, setFailed] = createSignal<Way>();

  const nextWay = (): Way | undefined => {
    const now = messages.find(roomId());
    if (now?.state !== "ready" || scroller().isSettling() || !scroller().list().isConnected) return undefined;
    if (!now.isLive && scroller().below() < NEAR) return "newer";
    if (now.hasBefore && scroller().above() < NEAR) return "older";
    return undefined;
  };

  // One page may fill little of the screen, or nothing, because hidden messages take no space.
  async function fetchMore(): Promise<void> {
    if (fetching() || failed()) return;
    for (let way = nextWay(); way; way = nextWay()) {
      setFetching(way);
      try {
        const isDone = way === "older" ? !(await showOlder()) : !(await showNewer());
        if (isDone) break;
      } catch {
        setFailed(way);
        break;
      }
    }
    setFetching(undefined);
  }

  async function showOlder(): Promise<boolean> {
    const show = await messages.fetchOlder(roomId());
    if (!show) return false;
    // Only while rows are added above: what is on screen keeps its distance from the end.
    batch(() => {
      setShifting(true);
      show();
    });
    setShifting(false);
    return true;
  }

  async function showNewer(): Promise<boolean> {
    const isMore = await messages.fetchNewer(roomId());
    scroller().look();
    return isMore;
  }

  function retry(): void {
    setFailed(undefined);
    void fetchMore();
  }

  return { fetchMore, isShifting, fetching, failed, retry };
}
