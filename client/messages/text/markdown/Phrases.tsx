import { For, Match, Show, Switch } from "solid-js";

import { openProfile } from "../../../friends/profile";
import { useChat } from "../../../live/chat";
import { mentionParts, nameOfMention, withNames } from "../../mentions/named";
import { EVERYONE } from "../../mentions/tokens";
import { Parts } from "../Parts";
import { shownOf } from "../turns";
import type { Phrase } from "./tree";

/** What stands within lines. In a link there are no further links. */
export function Phrases(props: { of: Phrase[]; isLink?: boolean }) {
  const chat = useChat();
  return (
    <For each={props.of}>
      {(phrase) => (
        <Switch>
          <Match when={phrase.type === "text" && phrase}>
            {(it) => (
              <Show when={!props.isLink} fallback={shownOf(withNames(it().text, chat.users))}>
                <Words text={it().text} />
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

function Words(props: { text: string }) {
  return (
    <For each={mentionParts(props.text)}>
      {({ text, id }) => (
        <Show when={id} fallback={<Parts text={text} />}>
          {(whom) => <Mention id={whom()} />}
        </Show>
      )}
    </For>
  );
}

/** By keyboard the message's menu opens profiles. Not a button: its text could not be selected. */
function Mention(props: { id: string }) {
  const chat = useChat();
  const isMe = () => props.id === EVERYONE || props.id === chat.me.id;
  const isPerson = () => props.id !== EVERYONE;
  return (
    <span
      class="mention"
      classList={{ me: isMe() }}
      role={isPerson() ? "button" : undefined}
      translate="no"
      onClick={() => isPerson() && openProfile(props.id)}
    >
      <bdi>@{nameOfMention(props.id, chat.users)}</bdi>
    </span>
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
