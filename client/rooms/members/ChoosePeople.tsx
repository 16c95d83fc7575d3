import { A } from "@solidjs/router";
import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show } from "solid-js";
import IconX from "~icons/lucide/x";

import { Person } from "../../friends/FriendList";
import { matchesFriend } from "../../friends/search/match";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { SearchField } from "../../ui/form/SearchField";
import { EmptyState, Loaded } from "../../ui/States";

interface ChooseProps {
  chosen: string[];
  onChoose: (userIds: string[]) => void;
  // People who cannot be chosen, because they are members already.
  without?: Set<string>;
  fault?: string | undefined;
}

/** Chooses friends, as part of a form. A new search does not change who is chosen. */
export function ChoosePeople(props: ChooseProps) {
  const chat = useChat();
  const faultId = createUniqueId();
  const [query, setQuery] = createSignal("");
  const friends = createMemo(() =>
    chat.friends.known.list.filter(({ user }) => !props.without?.has(user.id)),
  );
  const found = createMemo(() => friends().filter((friend) => matchesFriend(query(), friend)));
  const toggle = (id: string) =>
    props.onChoose(
      props.chosen.includes(id) ? props.chosen.filter((one) => one !== id) : [...props.chosen, id],
    );

  // Enter would submit the form.
  function onKeyDown(event: KeyboardEvent): void {
    const isInSearch = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.key === "Enter" && isInSearch) event.preventDefault();
  }

  return (
    <fieldset class="choosing" aria-describedby={props.fault ? faultId : undefined} onKeyDown={onKeyDown}>
      <legend class="unseen">{groups().who}</legend>
      <Chosen ids={props.chosen} onDeselect={toggle} />
      <Loaded state={chat.friends.known.state} onRetry={() => void chat.friends.fetch()}>
        <Show
          when={friends().length > 0}
          fallback={<NobodyLeft isEveryoneIn={chat.friends.known.list.length > 0} />}
        >
          <SearchField label={words.people.filter} onSearch={setQuery} />
          <ul class="people-list choices" aria-label={words.friends}>
            <For each={found()} fallback={<li class="dialog-text">{words.people.noMatch}</li>}>
              {({ user }) => (
                <li>
                  <label class="person">
                    <input
                      type="checkbox"
                      checked={props.chosen.includes(user.id)}
                      onChange={() => toggle(user.id)}
                    />
                    <Person user={chat.users.find(user.id) ?? user} />
                  </label>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Loaded>
      <Show when={props.fault}>
        <p id={faultId} class="fault" role="alert">
          {props.fault}
        </p>
      </Show>
    </fieldset>
  );
}

// More friends can only be found elsewhere.
function NobodyLeft(props: { isEveryoneIn: boolean }) {
  return (
    <EmptyState title={props.isEveryoneIn ? groups().everyoneIsIn : groups().noFriends}>
      <A class="button plain" href="/friends">
        {words.toFriends}
      </A>
    </EmptyState>
  );
}

function Chosen(props: { ids: string[]; onDeselect: (id: string) => void }) {
  const chat = useChat();
  let list!: HTMLUListElement;
  // The newest one is scrolled into view.
  const count = () => props.ids.length;
  createEffect(on(count, (now, before = 0) => now > before && list.scrollTo({ left: list.scrollWidth })));

  // The focus goes to the one that takes its place.
  function unchoose(id: string): void {
    const at = props.ids.indexOf(id);
    props.onDeselect(id);
    const left = list.querySelectorAll("button");
    const next = left[Math.min(at, left.length - 1)] ?? list.parentElement?.querySelector("input");
    next?.focus();
  }

  return (
    <ul class="chips" aria-label={groups().chosen} ref={(element) => (list = element)}>
      <For each={props.ids}>
        {(id) => (
          <li>
            <button class="chip" type="button" title={groups().takeOut} onClick={() => unchoose(id)}>
              <Avatar id={id} name={chat.users.nameOf(id)} url={chat.users.find(id)?.avatarUrl} />
              <span dir="auto">{chat.users.nameOf(id)}</span>
              <span class="unseen">{groups().takeOut}</span>
              <IconX aria-hidden="true" />
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
