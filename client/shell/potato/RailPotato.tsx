import { createEffect, createMemo, onCleanup } from "solid-js";

import { createOffline } from "../../live/offline";
import { addressOf, faceOf, iconOf } from "./face";
import { resetIcons, showBadge, showIcon } from "./icon";
import { moodOf } from "./mood";
import { createUnreadTotal } from "./total";

/**
 * The potato at the top of the rail, and on the browser's tab. Not for screen readers: the unread counts and the notice of a
 * lost connection say the same.
 */
export function RailPotato() {
  const unread = createUnreadTotal();
  const isOffline = createOffline();
  const loud = createMemo(() => unread().loud);
  const mood = createMemo(() => moodOf(unread(), isOffline()));
  createEffect(() => showIcon(addressOf(iconOf(mood(), loud()))));
  createEffect(() => void showBadge(loud()));
  onCleanup(resetIcons);
  return <img src={addressOf(faceOf(mood()))} data-mood={mood()} alt="" width="40" height="40" />;
}
