import {
  createMemo,
  createResource,
  createSignal,
  For,
  Match,
  onCleanup,
  onMount,
  Show,
  Switch,
} from "solid-js";

import { emojiEn } from "../../i18n/emoji/en";
import { emojiKo } from "../../i18n/emoji/ko";
import { locale } from "../../i18n/language";
import { SearchField } from "../../ui/form/SearchField";
import { Loaded } from "../../ui/States";
import { EmojiGrid } from "./EmojiGrid";
import { find, toned } from "./find";
import { loadEmoji } from "./load";
import { chooseTone, recent, rememberPicked, tone } from "./recent";

type GroupName = keyof typeof emojiEn.groups;
type TabName = GroupName | "recent";

// The groups of Unicode, with the number that the data has for each.
const groups: [GroupName, number: number, sign: string][] = [
  ["smileys", 0, "😀"],
  ["people", 1, "👋"],
  ["nature", 3, "🐻"],
  ["food", 4, "🥔"],
  ["travel", 5, "🚗"],
  ["activities", 6, "⚽"],
  ["objects", 7, "💡"],
  ["symbols", 8, "❤️"],
  ["flags", 9, "🏁"],
];
const tabs: [TabName, sign: string][] = [
  ["recent", "🕘"],
  ...groups.map(([name, , sign]): [TabName, string] => [name, sign]),
];
const HANDS = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];

interface PickerProps {
  /** Not where it would bring up a keyboard over the picker. */
  takesFocus: boolean;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** Chooses an emoji, by group or by name. Ours, because the ready-made one styles itself inline, against our content policy. */
export function Picker(props: PickerProps) {
  const words = () => (locale() === "ko" ? emojiKo : emojiEn);
  const [all, { refetch }] = createResource(locale, (language) => loadEmoji(language).catch(() => undefined));
  // As it was on opening: nothing moves under the finger of someone who picks several.
  const picked = recent();
  const [query, setQuery] = createSignal("");
  const [tab, setTab] = createSignal<TabName>(picked.length > 0 ? "recent" : "smileys");
  const state = () => (all.latest ? "ready" : all.loading ? "loading" : "failed");
  let panel!: HTMLDivElement;
  let grid: HTMLDivElement | undefined;

  const shown = createMemo(() => {
    const known = all.latest ?? [];
    if (query()) return find(known, query()).map(inTone);
    if (tab() === "recent") return picked.map((emoji) => ({ emoji, name: emoji }));
    const number = groups.find(([name]) => name === tab())?.[1];
    return known.filter(({ entry }) => entry.group === number).map(({ entry }) => inTone(entry));
  });
  const title = () => {
    const name = tab();
    return name === "recent" ? words().recent : words().groups[name];
  };

  function inTone(entry: Parameters<typeof toned>[0]) {
    return { emoji: toned(entry, tone()), name: entry.annotation };
  }

  onMount(() => {
    if (props.takesFocus) panel.querySelector("input")?.focus();
    document.addEventListener("pointerdown", closeOutside);
  });
  onCleanup(() => document.removeEventListener("pointerdown", closeOutside));

  // The button that opened it closes it, too.
  function closeOutside({ target }: PointerEvent): void {
    const isOutside = target instanceof Element && !panel.parentElement?.contains(target);
    if (isOutside) props.onClose();
  }

  function pick(emoji: string): void {
    rememberPicked(emoji);
    props.onPick(emoji);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isInSearch = event.target instanceof HTMLInputElement;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      props.onClose();
    } else if (isInSearch && event.key === "ArrowDown") {
      event.preventDefault();
      grid?.querySelector("button")?.focus();
    } else if (isInSearch && event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const [first] = query() ? shown() : [];
      if (first) pick(first.emoji);
    }
  }

  function onTabKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = tabs.findIndex(([name]) => name === tab());
    const [next] = tabs.at((from + step) % tabs.length)!;
    setTab(next);
    panel.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  }

  return (
    <div
      class="emoji-panel"
      role="dialog"
      aria-label={words().title}
      ref={(element) => (panel = element)}
      onKeyDown={onKeyDown}
    >
      <div class="emoji-head">
        <SearchField label={words().search} onSearch={setQuery} />
        <select
          class="emoji-tone"
          aria-label={words().tone}
          onChange={({ currentTarget: { selectedIndex } }) => chooseTone(selectedIndex)}
        >
          <For each={HANDS}>
            {(hand, index) => (
              <option selected={index() === tone()} aria-label={words().tones[index()]}>
                {hand}
              </option>
            )}
          </For>
        </select>
      </div>
      <Loaded state={state()} onRetry={() => void refetch()}>
        <Show when={!query()}>
          <div class="emoji-tabs" role="tablist" aria-label={words().title} onKeyDown={onTabKey}>
            <For each={tabs}>
              {([name, sign]) => (
                <button
                  type="button"
                  role="tab"
                  aria-selected={tab() === name}
                  aria-label={name === "recent" ? words().recent : words().groups[name]}
                  tabIndex={tab() === name ? 0 : -1}
                  onClick={() => setTab(name)}
                >
                  {sign}
                </button>
              )}
            </For>
          </div>
        </Show>
        <div ref={(element) => (grid = element)} class="emoji-scroll">
          <Switch>
            <Match when={shown().length === 0}>
              <p class="emoji-none" role="status">
                {query() ? words().none : ""}
              </p>
            </Match>
            <Match when={shown()} keyed>
              {(some) => <EmojiGrid label={query() ? words().search : title()} emoji={some} onPick={pick} />}
            </Match>
          </Switch>
        </div>
      </Loaded>
    </div>
  );
}
