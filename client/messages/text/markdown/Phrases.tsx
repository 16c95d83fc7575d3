import { For, Match, Show, Switch } from "solid-js";

import { shownOf } from "../links";
import { Parts } from "../Parts";
import type { Phrase } from "./tree";

/** What stands within lines. In a link there are no further links. */
export function Phrases(props: { of: Phrase[]; isLink?: boolean }) {
  return (
    <For each={props.of}>
      {(phrase) => (
        <Switch>
          <Match when={phrase.type === "text" && phrase}>
            {(it) => (
              <Show when={!props.isLink} fallback={shownOf(it().text)}>
                <Parts text={it().text} />
              </Show>
            )}
          </Match>
          <Match when={phrase.type === "code" && phrase}>
            {(it) => (
              <code class="phrase-code" dir="ltr" translate="no">
                {shownOf(it().text)}
              </code>
            )}
          </Match>
          <Match when={phrase.type === "strong" && phrase}>
            {(it) => (
              <strong>
                <Phrases of={it().tokens} isLink={props.isLink ?? false} />
              </strong>
            )}
          </Match>
          <Match when={phrase.type === "em" && phrase}>
            {(it) => (
              <em>
                <Phrases of={it().tokens} isLink={props.isLink ?? false} />
              </em>
            )}
          </Match>
          <Match when={phrase.type === "del" && phrase}>
            {(it) => (
              <del>
                <Phrases of={it().tokens} isLink={props.isLink ?? false} />
              </del>
            )}
          </Match>
          <Match when={phrase.type === "link" && phrase}>{(it) => <Link of={it()} />}</Match>
        </Switch>
      )}
    </For>
  );
}

function Link(props: { of: Phrase & { type: "link" } }) {
  return (
    <a href={props.of.href} dir="auto" target="_blank" rel="noopener noreferrer">
      <Phrases of={props.of.tokens} isLink />
      <Show when={props.of.where}>
        {(where) => (
          <>
            {" "}
            <bdi class="where" dir="ltr">
              ({where()})
            </bdi>
          </>
        )}
      </Show>
    </a>
  );
}
