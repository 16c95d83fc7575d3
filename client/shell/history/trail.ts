import { ofTab } from "../../browser/storage";

// Which path each entry of the tab's history has, by the depth that the router stamps on it. So the arrow above a room can go
// back to the list that is there already; another entry for the list would be one more press of Back that does nothing.

type Trail = Record<number, string>;

const KEY = "potato.trail";
const LIST = "/rooms";

/** After each change of the path. The history follows the path a moment later. */
export function recordTrail(): void {
  setTimeout(() => {
    const depth = depthNow();
    if (depth !== undefined) ofTab.set(KEY, JSON.stringify({ ...trail(), [depth]: location.pathname }));
  });
}

/** Back to the list of rooms, if only rooms were opened since. False if there is none to go back to. */
export function goBackToList(): boolean {
  const steps = stepsToList(trail(), depthNow());
  if (steps === undefined) return false;
  history.go(steps);
  return true;
}

/** How far from the entry at `depth` the list is, as a negative number. */
export function stepsToList(paths: Trail, depth: number | undefined): number | undefined {
  if (depth === undefined) return undefined;
  for (let at = depth - 1; ; at--) {
    if (paths[at] === LIST) return at - depth;
    if (!paths[at]?.startsWith(`${LIST}/`)) return undefined;
  }
}

function trail(): Trail {
  try {
    return JSON.parse(ofTab.get(KEY) ?? "{}") as Trail;
  } catch {
    return {};
  }
}

function depthNow(): number | undefined {
  const { _depth: depth } = { ...(history.state as { _depth?: unknown } | null) };
  return typeof depth === "number" ? depth : undefined;
}
