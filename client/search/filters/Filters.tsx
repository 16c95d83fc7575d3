import { createUniqueId, For } from "solid-js";

import { dayAt, startOf } from "../dates/days";
import { contentKinds, type SearchFilters } from "../query";
import { searching } from "../words";
import { From } from "./From";

/** What narrows a search down. Each change counts at once. */
export function Filters(props: {
  id: string;
  roomId: string | undefined;
  filters: SearchFilters;
  onChange: (change: SearchFilters) => void;
}) {
  const name = createUniqueId();
  const today = dayAt(Date.now());

  // The last one counts: nothing is both after a day and before it.
  function setSince(day: string): void {
    const since = startOf(day);
    const { until } = props.filters;
    const isPast = since !== undefined && until !== undefined && until <= since;
    props.onChange(isPast ? { since, until: undefined } : { since });
  }

  function setUntil(day: string): void {
    const until = startOf(day, 1);
    const { since } = props.filters;
    const isPast = until !== undefined && since !== undefined && until <= since;
    props.onChange(isPast ? { since: undefined, until } : { until });
  }

  return (
    <div class="finding-filters" id={props.id} role="group" aria-label={searching().filters}>
      <From roomId={props.roomId} onChoose={(from) => props.onChange({ from })} />
      <div class="finding-days">
        <label>
          <span class="finding-label">{searching().since}</span>
          <input
            type="date"
            max={today}
            value={dayAt(props.filters.since)}
            onChange={(event) => setSince(event.currentTarget.value)}
          />
        </label>
        <label>
          <span class="finding-label">{searching().until}</span>
          <input
            type="date"
            max={today}
            value={dayAt(props.filters.until, 1)}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </label>
      </div>
      <fieldset class="filter-chips">
        <legend class="finding-label">{searching().has}</legend>
        <For each={[undefined, ...contentKinds]}>
          {(kind) => (
            <label class="filter-chip">
              <input
                type="radio"
                name={name}
                checked={kind === props.filters.has}
                onChange={() => props.onChange({ has: kind })}
              />
              {searching()[kind ?? "any"]}
            </label>
          )}
        </For>
      </fieldset>
    </div>
  );
}
