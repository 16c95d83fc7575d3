import { briefly, limited, refused, type Spread } from "../../measures";
import { counter, ObservedHistogram, type Samples, tallySamples } from "./kinds";

// HTTP requests, and refusals on REST, socket and feed.

type Taken = { method: string; route: string; status: number; ms: number };

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
// By method, route and status. Routes are patterns, without ids.
const taken = new Map<string, Spread>();

/** Counts an answered request. A feed counts when it ends, so its duration is that of the connection. */
export function count({ method, route, status, ms }: Taken): void {
  const name = `${methods.has(method) ? method : "other"} ${route || "none"} ${status}`;
  const spread = taken.get(name) ?? briefly();
  taken.set(name, spread);
  spread.add(ms / 1000);
}

export const requestMetrics = () => [
  new ObservedHistogram(
    {
      name: "potato_request_seconds",
      help: "HTTP requests by route pattern, with the time until the response",
      labelNames: ["method", "route", "status"],
    },
    () =>
      [...taken].map(([name, spread]) => {
        const [method = "", route = "", status = ""] = name.split(" ");
        return [{ method, route, status }, spread];
      }),
  ),
  counter(
    {
      name: "potato_refusals_total",
      help: "Refused requests and frames, by door and code",
      labelNames: ["door", "code"],
    },
    () => [...atDoor("request"), ...atDoor("frame")],
  ),
  counter(
    {
      name: "potato_rate_limited_total",
      help: "Requests and frames beyond a limit of one person or address, by limit",
      labelNames: ["limit"],
    },
    () => tallySamples(limited, "limit"),
  ),
];

const atDoor = (door: "request" | "frame"): Samples =>
  tallySamples(refused[door], "code").map(([labels, value]) => [{ door, ...labels }, value]);
