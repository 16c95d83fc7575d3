/** Works on pages over plain http, too, where the browser gives scripts no clipboard. */
export async function copyText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  // While a dialog is open, everything outside it is inert, and nothing in there can be selected.
  ([...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
