import { useLocation } from "@solidjs/router";
import { type Component, type ComponentProps, Show } from "solid-js";
import IconChats from "~icons/lucide/message-circle";
import IconSettings from "~icons/lucide/settings";
import IconFriends from "~icons/lucide/user-round";

import { words } from "../i18n/words";
import { Badge } from "../ui/Badge";
import { Extra } from "../ui/later/Later";
import { RailPotato, SkipLink } from "./extras/extras";
import type { UnreadTotal } from "./potato/mood";
import { createUnreadTotal } from "./potato/total";

/** The main navigation: a rail beside the page, or on a phone a bar below it. */
export function Tabs() {
  const unread = createUnreadTotal();
  return (
    <nav class="tabs" aria-label={words.main}>
      <Extra>
        <SkipLink />
      </Extra>
      <span class="rail-potato">
        <Extra>
          <RailPotato />
        </Extra>
      </span>
      <Tab to="/friends" label={words.friends} icon={IconFriends} />
      <Tab to="/rooms" label={words.chats} icon={IconChats} unread={unread()} />
      <Tab to="/settings" label={words.settings} icon={IconSettings} />
    </nav>
  );
}

interface TabProps {
  to: string;
  label: string;
  icon: Component<ComponentProps<"svg">>;
  unread?: UnreadTotal;
}

function Tab(props: TabProps) {
  const location = useLocation();
  // Inside a room the chats are still the current tab.
  const current = () => {
    if (location.pathname === props.to) return "page";
    return location.pathname.startsWith(`${props.to}/`) ? "true" : undefined;
  };
  return (
    <a class="tab" href={props.to} title={props.label} aria-current={current()}>
      <props.icon aria-hidden="true" />
      <span class="tab-label">{props.label}</span>
      <Show when={props.unread?.loud}>{(count) => <Badge count={count()} />}</Show>
    </a>
  );
}
