import { addressOf, faceOf } from "./face";
import type { Mood } from "./mood";

/** At the top of the rail. Not for screen readers: the unread counts and the notice of a lost connection say the same. */
export function RailPotato(props: { mood: Mood }) {
  return (
    <img
      class="rail-potato"
      src={addressOf(faceOf(props.mood))}
      data-mood={props.mood}
      alt=""
      width="40"
      height="40"
    />
  );
}
