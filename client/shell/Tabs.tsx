import { A } from "@solidjs/router";
import { type Component, type ComponentProps, Show } from "solid-js";
import IconChats from "~icons/lucide/message-circle";
import IconSettings from "~icons/lucide/settings";
import IconFriends from "~icons/lucide/user-round";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Badge } from "../ui/Badge";
import type { Mood } from "./potato/mood";
import { RailPotato } from "./potato/RailPotato";

/** The main navigation: a rail beside the page, or on a phone a bar below it. */
export function Tabs(props: { mood: Mood }) {
  const chat = useChat();
  return (
    <nav class="tabs" aria-label={words.main}>
      <RailPotato mood={props.mood} />
      <Tab to="/friends" label={words.friends} icon={IconFriends} />
      <Tab to="/rooms" label={words.chats} icon={IconChats} unread={chat.rooms.allUnread()} />
      <Tab to="/settings" label={words.settings} icon={IconSettings} />
    </nav>
  );
}

function Tab(props: { to: string; label: string; icon: Component<ComponentProps<"svg">>; unread?: number }) {
  return (
    <A class="tab" href={props.to} title={props.label}>
      <props.icon aria-hidden="true" />
      <span class="tab-label">{props.label}</span>
      <Show when={props.unread}>{(unread) => <Badge count={unread()} />}</Show>
    </A>
  );
}
