import { words } from "../../i18n/words";
import type { RowContext } from "../view/item";
import type { FoldedRun } from "./fold";

/**
 * In place of messages of people I blocked: how many they are. Pressing it, or Enter on the row, shows them below it, and
 * folds them again. While they are shown, the first of them is the row that arrow keys reach.
 */
export function FoldLine(props: { run: FoldedRun; view: RowContext }) {
  const text = () => words.menus.fromBlocked(props.run.count);

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    if (event.key !== "Enter" || event.target !== event.currentTarget) return;
    event.preventDefault();
    const { first } = props.run;
    props.view.toggle(props.run);
    props.view.focusRow(first);
  }

  return (
    <article
      class="fold"
      aria-label={text()}
      tabIndex={-1}
      data-key={props.run.isOpen ? undefined : props.run.first}
      onKeyDown={onKeyDown}
    >
      <button
        class="fold-line"
        type="button"
        aria-expanded={props.run.isOpen}
        onClick={() => props.view.toggle(props.run)}
      >
        {text()}
      </button>
    </article>
  );
}
