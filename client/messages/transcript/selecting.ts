/**
 * On touch a long press opens the menu, so a message's text cannot be selected by one. This makes the text of one row
 * selectable and selects all of it, for the system's own handles; it ends when the selection has left the row.
 */
export function selectText(row: Element): void {
  const text = row.querySelector(".bubble");
  const selection = document.getSelection();
  if (!text || !selection) return;
  row.setAttribute("data-selecting", "");
  selection.selectAllChildren(text);
  const follow = () => {
    if (!selection.isCollapsed && selection.containsNode(text, true)) return;
    row.removeAttribute("data-selecting");
    document.removeEventListener("selectionchange", follow);
  };
  document.addEventListener("selectionchange", follow);
}

/** Whether a press here is about the selection, and opens no menu. */
export const isSelecting = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[data-selecting]") !== null;
