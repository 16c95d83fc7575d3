import { words } from "../../i18n/words";

/** In place of a row that cannot be shown. No fault of one row may empty the room, so there is nothing here that can fail. */
export function BrokenRow(props: { itemKey: string }) {
  return (
    <article class="happened" aria-label={words.odds.brokenRow} tabIndex={-1} data-key={props.itemKey}>
      <p class="event">{words.odds.brokenRow}</p>
    </article>
  );
}
