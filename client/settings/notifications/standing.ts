import type { Notifications } from "../../../src/protocol/user";
import type { PushState } from "../../push/device/support";
import { quietFrom, quietUntil, isQuietAt } from "../../push/quiet";

/** What would come through to this device right now, and why not. */
export type DeviceStanding =
  | { kind: "cannot" | "off" | "quiet-all-day" }
  | { kind: "quiet"; until: number }
  | { kind: "on"; quietFrom: number | undefined };

export function standingOf(
  state: PushState,
  quiet: Notifications["quiet"],
  now: number,
): DeviceStanding | undefined {
  if (state === "unknown") return undefined;
  if (state === "off") return { kind: "off" };
  if (state !== "on") return { kind: "cannot" };
  if (!isQuietAt(quiet, now)) return { kind: "on", quietFrom: quietFrom(quiet, now) };
  const until = quietUntil(quiet, now);
  return until === undefined ? { kind: "quiet-all-day" } : { kind: "quiet", until };
}
