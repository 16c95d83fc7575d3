import { createUniqueId, For, Show } from "solid-js";

import type { Quiet } from "../../../src/protocol/user";
import { pushing } from "../../i18n/push/words";
import { announce } from "../../ui/Announcer";
import { Choice } from "../../ui/form/Choice";
import { Switch } from "../../ui/form/Switch";

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** When nothing comes through, on any device: times, days, and the time zone that they are meant in. */
export function QuietTime(props: {
  /** Undefined until it is known. */
  quiet: Quiet | null | undefined;
  onChange: (of: (now: Quiet | null) => Quiet | null) => void;
}) {
  // Turned on again, it is as it was.
  let last: Quiet | undefined;

  function toggle(isOn: boolean): void {
    if (props.quiet) last = props.quiet;
    const begin = last ?? { from: "22:00", to: "07:00", timeZone: zoneHere(), days: EVERY_DAY };
    props.onChange((now) => (isOn ? (now ?? begin) : null));
  }

  const change = (part: Partial<Quiet>) => props.onChange((now) => now && { ...now, ...part });

  return (
    <>
      <Switch
        label={pushing().quiet.label}
        isOn={props.quiet === undefined ? undefined : props.quiet !== null}
        onChange={toggle}
      />
      <p class="setting-hint">{pushing().quiet.hint}</p>
      <Show when={props.quiet}>{(quiet) => <Hours quiet={quiet()} onChange={change} />}</Show>
    </>
  );
}

function Hours(props: { quiet: Quiet; onChange: (part: Partial<Quiet>) => void }) {
  function changeDay(day: number, box: HTMLInputElement): void {
    const days = EVERY_DAY.filter((one) => (one === day ? box.checked : props.quiet.days.includes(one)));
    if (days.length > 0) return props.onChange({ days });
    box.checked = true;
    announce(pushing().quiet.noDays);
  }

  return (
    <div class="quiet-hours">
      <div class="quiet-times">
        <Time
          label={pushing().quiet.from}
          time={props.quiet.from}
          onChange={(from) => props.onChange({ from })}
        />
        <Time label={pushing().quiet.to} time={props.quiet.to} onChange={(to) => props.onChange({ to })} />
      </div>
      <Show when={props.quiet.from === props.quiet.to}>
        <p class="setting-note">{pushing().quiet.wholeDay}</p>
      </Show>
      <fieldset class="quiet-days">
        <legend>{pushing().quiet.days}</legend>
        <For each={EVERY_DAY}>
          {(day) => (
            <label class="quiet-day">
              <input
                type="checkbox"
                class="unseen"
                aria-label={pushing().quiet.dayNamesInFull[day]}
                checked={props.quiet.days.includes(day)}
                onChange={({ currentTarget }) => changeDay(day, currentTarget)}
              />
              <span aria-hidden="true">{pushing().quiet.dayNames[day]}</span>
            </label>
          )}
        </For>
      </fieldset>
      <Choice
        label={pushing().quiet.zone}
        choices={zonesWith(props.quiet.timeZone)}
        chosen={props.quiet.timeZone}
        nameOf={(zone) => (zone === zoneHere() ? pushing().quiet.mine(placeOf(zone)) : placeOf(zone))}
        onChoose={(timeZone) => props.onChange({ timeZone })}
      />
    </div>
  );
}

function Time(props: { label: string; time: string; onChange: (time: string) => void }) {
  const id = createUniqueId();

  // An empty one is still being typed.
  function onChange(field: HTMLInputElement): void {
    if (/^\d\d:\d\d$/u.test(field.value)) props.onChange(field.value);
    else field.value = props.time;
  }

  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="time"
        required
        value={props.time}
        onChange={(event) => onChange(event.currentTarget)}
      />
    </div>
  );
}

const zoneHere = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Mine first. Browsers differ in how they spell some. */
const zonesWith = (chosen: string): string[] => [
  ...new Set([zoneHere(), chosen, ...Intl.supportedValuesOf("timeZone")]),
];

const placeOf = (zone: string): string => zone.replaceAll("_", " ");
