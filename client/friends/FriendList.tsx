import { createUniqueId, Show } from "solid-js";

import type { User } from "../../src/protocol/user";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Avatar } from "../ui/Avatar";
import { Chunks } from "../ui/rows/Chunks";
import { openProfile } from "./profile";

/** Some of my friends under a heading; nothing if there are none. */
export function FriendList(props: { title: string; ids: string[] }) {
  const chat = useChat();
  const id = createUniqueId();
  return (
    <Show when={props.ids.length > 0}>
      <h2 class="people-title" id={id}>
        {props.title}
      </h2>
      {/* By roles, because chunks may stand between them. */}
      <div class="people-list" role="list" aria-labelledby={id}>
        <Chunks rows={props.ids}>
          {(userId) => (
            <div role="listitem">
              <Show when={chat.users.find(userId)}>
                {(user) => <PersonButton user={user()} onOpen={openProfile} />}
              </Show>
            </div>
          )}
        </Chunks>
      </div>
    </Show>
  );
}

interface PersonProps {
  user: User;
  // For screen readers, before the name.
  prefix?: string;
  isLarge?: boolean;
  onOpen: (userId: string) => void;
}

/** A person in a list: pressing it opens their profile. */
export function PersonButton(props: PersonProps) {
  return (
    <button
      class="person"
      classList={{ large: props.isLarge ?? false }}
      type="button"
      data-person={props.user.id}
      aria-haspopup="dialog"
      onClick={() => props.onOpen(props.user.id)}
    >
      <Show when={props.prefix}>
        <span class="unseen">{props.prefix}</span>
      </Show>
      <Person user={props.user} />
    </button>
  );
}

/** Avatar, name, status and intro, as they are now: `user` may be from an earlier answer. */
export function Person(props: { user: User }) {
  const chat = useChat();
  const user = () => chat.users.find(props.user.id) ?? props.user;
  const name = () => chat.users.nameOf(props.user.id);
  const isOnline = () => chat.friends.isOnline(props.user.id);
  return (
    <>
      <Avatar id={props.user.id} name={name()} url={user().avatarUrl} isOnline={isOnline()} />
      <span class="person-text">
        <span class="person-head">
          <span class="person-name" dir="auto" translate="no">
            {name()}
          </span>
          <Show when={isOnline()}>
            <span class="unseen">{words.online}</span>
          </Show>
          <Show when={user().status}>
            <span class="person-status" dir="auto" translate="no">
              {user().status}
            </span>
          </Show>
        </span>
        <Show when={user().intro}>
          <span class="person-intro" dir="auto">
            {user().intro}
          </span>
        </Show>
      </span>
    </>
  );
}
