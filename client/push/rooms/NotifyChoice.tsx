import { Show } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { now } from "../../i18n/clock";
import { groups } from "../../i18n/groups/words";
import { pushing } from "../../i18n/push/words";
import { Choice } from "../../ui/form/Choice";
import { whenOf } from "./inWords";
import { type MuteTime, muteTimes, nextMorning, untilOf } from "./until";

type KeptNotify = Pick<NonNullable<Room["me"]>, "notify" | "notifyUntil">;

const choices = ["all", "mentions", "none"] as const;

/** Which messages of a room notify me, and for how long that is to be. */
export function NotifyChoice(props: KeptNotify & { onChoose: (chosen: KeptNotify) => void }) {
  // What it is now stands first, if it is none of what is offered.
  const times = (): (MuteTime | "now")[] => [
    ...(props.notifyUntil === null ? [] : ["now" as const]),
    ...muteTimes,
  ];
  const nameOf = (time: MuteTime | "now"): string => {
    const { until } = pushing();
    if (time === "now") return nowInWords(props.notify, props.notifyUntil ?? 0);
    return time === "morning" ? until.morning(whenOf(nextMorning(now()))) : until[time];
  };
  const choose = (time: MuteTime | "now") =>
    time !== "now" && props.onChoose({ notify: props.notify, notifyUntil: untilOf(time, Date.now()) });
  return (
    <>
      <Choice
        label={groups().notify}
        choices={choices}
        chosen={props.notify}
        nameOf={(choice) => groups().notifications[choice]}
        onChoose={(notify) => props.onChoose({ notify, notifyUntil: null })}
      />
      <Show when={props.notify !== "all"}>
        <Choice
          label={pushing().until.label}
          choices={times()}
          chosen={props.notifyUntil === null ? "always" : "now"}
          nameOf={nameOf}
          onChoose={choose}
        />
      </Show>
    </>
  );
}

const nowInWords = (notify: KeptNotify["notify"], until: number): string =>
  pushing().until[notify === "mentions" ? "mentionsUntil" : "offUntil"](whenOf(until));
