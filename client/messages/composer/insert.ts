/**
 * Writes text where the caret is, in the place of what stands from `from` up to it. Undo takes it back where the field has the
 * focus: `execCommand` is old, but the only way to that. It fires the input event itself.
 */
export function insertAsTyped(field: HTMLTextAreaElement, text: string, from = field.selectionStart): void {
  const to = field.selectionEnd;
  if (document.activeElement === field) {
    field.setSelectionRange(from, to);
    if (document.execCommand("insertText", false, text)) return;
  }
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}
