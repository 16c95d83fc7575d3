import { For, Show } from "solid-js";

import { region } from "../../i18n/language";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { spanOf } from "./span";
import type { CatchUp } from "./summary";

// More would not fit beside each other on a phone.
const NAMED = 3;

/**
 * At the unread line: how much I missed, who wrote it and over what time; each name leads to their first message. As more is
 * loaded its text changes, but never its height, which would move the rows below it.
 */
export function Ribbon(props: { catchUp: CatchUp; onGo: (seq: number) => void }) {
  const chat = useChat();
  const named = () => props.catchUp.speakers.slice(0, NAMED);
  const others = () => props.catchUp.loaded - named().reduce((sum, { count }) => sum + count, 0);
  const isPart = () => props.catchUp.loaded < props.catchUp.total;
  return (
    <section class="ribbon" aria-label={words.reading.catchUp}>
      <p class="ribbon-line">
        <strong>{words.reading.missed(props.catchUp.total, durationOf(props.catchUp.spanMs))}</strong>
        <span class="ribbon-keys" aria-hidden="true">
          <kbd>⇧↓</kbd> {words.reading.nextSpeaker}
        </span>
      </p>
      <p class="ribbon-people">
        <Show when={isPart() && props.catchUp.loaded > 0}>
          <span class="ribbon-part">{words.reading.firstFrom(props.catchUp.loaded)}</span>
        </Show>
        <For each={named()}>
          {(one) => (
            <button
              class="ribbon-person"
              type="button"
              aria-label={words.reading.goToFirstOf(chat.users.nameOf(one.id), one.count)}
              onClick={() => props.onGo(one.first)}
            >
              <bdi>{chat.users.nameOf(one.id)}</bdi>
              <span>{one.count}</span>
            </button>
          )}
        </For>
        <Show when={others() > 0}>
          <span class="ribbon-others">
            {words.reading.others} {others()}
          </span>
        </Show>
      </p>
    </section>
  );
}

function durationOf(ms: number | undefined): string | undefined {
  const span = ms === undefined ? undefined : spanOf(ms);
  if (!span) return undefined;
  const form = new Intl.NumberFormat(region(), { style: "unit", unit: span.unit, unitDisplay: "long" });
  return form.format(span.count);
}
