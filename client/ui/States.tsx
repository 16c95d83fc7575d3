import { For, type JSX, Match, Show, Switch } from "solid-js";

import { words } from "../i18n/words";
import { Button } from "./Button";

// Placeholders for what is loading, empty, or failed to load.

export type Loading = "loading" | "ready" | "failed";

/** A list once it is loaded; until then a skeleton, or the error and a button to retry. */
export function Loaded(props: { state: Loading; onRetry: () => void; children: JSX.Element }) {
  return (
    <Switch>
      <Match when={props.state === "loading"}>
        <Skeleton />
      </Match>
      <Match when={props.state === "failed"}>
        <ErrorState onRetry={() => props.onRetry()} />
      </Match>
      <Match when={props.state === "ready"}>{props.children}</Match>
    </Switch>
  );
}

const ROWS = [1, 2, 3, 4, 5, 6];

/** The placeholder of a list that is loading. */
export function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label={words.loading}>
      <For each={ROWS}>{() => <span class="skeleton-row" />}</For>
    </div>
  );
}

export function EmptyState(props: { title: string; hint?: string; children?: JSX.Element }) {
  return (
    <div class="state">
      <img src="/potato.svg" alt="" width="56" height="56" />
      <p class="state-title">{props.title}</p>
      <Show when={props.hint}>
        <p class="state-hint">{props.hint}</p>
      </Show>
      {props.children}
    </div>
  );
}

export function ErrorState(props: { text?: string; onRetry: () => void }) {
  return (
    <div class="state" role="alert">
      <p class="state-title">{props.text ?? words.loadFailed}</p>
      <Button onClick={() => props.onRetry()}>{words.again}</Button>
    </div>
  );
}
