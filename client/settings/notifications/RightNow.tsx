import { createMemo, Match, Show, Switch } from "solid-js";
import IconOff from "~icons/lucide/bell-off";
import IconOn from "~icons/lucide/bell-ring";
import IconQuiet from "~icons/lucide/moon";

import type { Notifications } from "../../../src/protocol/user";
import { now } from "../../i18n/clock";
import { pushing } from "../../i18n/push/words";
import { timeOf } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { pushState } from "../../push/device/device";
import { daysUntil } from "../../push/rooms/until";
import { type DeviceStanding, standingOf } from "./standing";

/** What would come through right now. */
export function RightNow(props: { quiet: Notifications["quiet"] }) {
  const chat = useChat();
  const standing = createMemo(() => standingOf(pushState(), props.quiet, now()));
  const countOf = (notify: "mentions" | "none") =>
    chat.rooms.sorted().filter(({ me }) => me?.notify === notify).length;
  const exceptions = (): string =>
    [
      countOf("none") > 0 ? pushing().standing.muted(countOf("none")) : "",
      countOf("mentions") > 0 ? pushing().standing.mentions(countOf("mentions")) : "",
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <div class="right-now" role="status">
      <Switch fallback={<IconOff aria-hidden="true" />}>
        <Match when={standing()?.kind === "on"}>
          <IconOn aria-hidden="true" />
        </Match>
        <Match when={standing()?.kind.startsWith("quiet")}>
          <IconQuiet aria-hidden="true" />
        </Match>
      </Switch>
      <p class="setting-text">
        {inWords(standing())}
        <Show when={laterOf(standing())}>{(later) => <span class="setting-note">{later()}</span>}</Show>
        <Show when={standing()?.kind === "on" && exceptions()}>
          {(some) => <span class="setting-note">{some()}</span>}
        </Show>
      </p>
    </div>
  );
}

function inWords(standing: DeviceStanding | undefined): string {
  const { on, off, cannot, quietAllDay, quietUntil } = pushing().standing;
  switch (standing?.kind) {
    case undefined:
      return "";
    case "on":
      return on;
    case "quiet":
      return quietUntil(clockOf(standing.until));
    case "quiet-all-day":
      return quietAllDay;
    case "off":
      return off;
    case "cannot":
      return cannot;
    default:
      standing satisfies never;
      return "";
  }
}

const laterOf = (standing: DeviceStanding | undefined): string | undefined =>
  standing?.kind === "on" && standing.quietFrom !== undefined
    ? pushing().standing.quietLater(clockOf(standing.quietFrom))
    : undefined;

const clockOf = (at: number): string =>
  daysUntil(at, now()) > 0 ? pushing().standing.tomorrow(timeOf(at)) : timeOf(at);
