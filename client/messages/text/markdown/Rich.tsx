import { createMemo, For, Match, Show, Switch } from "solid-js";

import { CodeBlock } from "../code/CodeBlock";
import { Phrases } from "./Phrases";
import { lexed } from "./tokens";
import type { Block, ListEntry } from "./tree";

/** A text with marks, as elements. */
export function Rich(props: { text: string; isFaint: boolean }) {
  const blocks = createMemo(() => lexed(props.text));
  return (
    <div class="bubble" dir="auto" classList={{ faint: props.isFaint }}>
      <Blocks of={blocks()} />
    </div>
  );
}

// The breaks between lines stay in the texts, for whoever selects and copies them.
function Blocks(props: { of: Block[] }) {
  return (
    <For each={props.of}>
      {(block) => (
        <Switch>
          <Match when={block.type === "paragraph" && block}>{(it) => <Phrases of={it().tokens} />}</Match>
          <Match when={block.type === "fence" && block}>
            {(it) => <CodeBlock text={it().text} language={it().language} />}
          </Match>
          <Match when={block.type === "quote" && block}>
            {(it) => (
              <blockquote dir="auto">
                <Blocks of={it().tokens} />
              </blockquote>
            )}
          </Match>
          <Match when={block.type === "list" && block}>
            {(it) => (
              <Show when={it().isOrdered} fallback={<ul role="list">{<Items of={it().items} />}</ul>}>
                <ol role="list">
                  <Items of={it().items} />
                </ol>
              </Show>
            )}
          </Match>
        </Switch>
      )}
    </For>
  );
}

// Numbers are those that were typed: "3." after "1." is meant.
function Items(props: { of: ListEntry[] }) {
  return (
    <For each={props.of}>
      {({ marker, tokens }) => (
        <li>
          <span class="marker">{marker.length > 1 ? marker : "•"} </span>
          <div dir="auto">
            <Blocks of={tokens} />
          </div>
        </li>
      )}
    </For>
  );
}
