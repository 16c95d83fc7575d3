import { Show } from "solid-js";
import IconGone from "~icons/lucide/user-round-x";

import { initialOf } from "../browser/graphemes";
import { words } from "../i18n/words";

// How many colours theme.css has for avatars without a picture.
const TINTS = 6;

interface AvatarProps {
  id: string;
  name: string;
  url: string | null | undefined;
  isOnline?: boolean;
  // People are round, groups are not.
  isGroup?: boolean;
}

/** A picture, or the first letter of the name on a colour derived from the id. Hidden from screen readers. */
export function Avatar(props: AvatarProps) {
  return (
    <span class={`avatar tint-${tintOf(props.id)} ${props.isGroup ? "group" : ""}`} aria-hidden="true">
      <Show when={props.url} fallback={<Initial name={props.name} />}>
        {(url) => <img src={url()} alt="" />}
      </Show>
      <Show when={props.isOnline}>
        <span class="online" />
      </Show>
    </span>
  );
}

// Who has deleted their account has no letter: their name is a remark of ours, "(알 수 없음)".
function Initial(props: { name: string }) {
  return (
    <Show when={props.name !== words.deletedUser} fallback={<IconGone />}>
      {initialOf(props.name)}
    </Show>
  );
}

/** Beside a name: they are online. */
export const Online = () => <span class="online" role="img" aria-label={words.online} title={words.online} />;

// FNV-1a: similar ids get different colours.
function tintOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return (hash >>> 8) % TINTS;
}
