import { words } from "../i18n/words";
import { readOut } from "../ui/Announcer";
import { fetchAvailability, type NameField } from "./availability";

/**
 * Marks a name that cannot be had when its field is left, and unmarks it at the next letter. Answers can overtake each
 * other, and come after the field has changed: only the one to what the field holds now counts.
 */
export function createNameCheck(mark: (field: string, fault: string | undefined) => void) {
  const asked: Record<NameField, number> = { username: 0, nickname: 0 };

  async function check(field: NameField, name: string): Promise<void> {
    const mine = ++asked[field];
    if (name === "") return;
    const state = await fetchAvailability(field, name);
    if (mine !== asked[field] || state === undefined) return;
    const fault = { free: undefined, taken: takenText[field](), invalid: words.rules[field] }[state];
    mark(field, fault);
    // Its field has been left, so nothing else says it to a screen reader.
    if (fault) readOut(fault);
  }

  function forget(field: NameField): void {
    asked[field]++;
    mark(field, undefined);
  }

  /** For the input: its handlers. */
  const watch = (field: NameField) => ({
    onInput: () => forget(field),
    onBlur: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      void check(field, currentTarget.value.trim()),
  });

  return { watch, forget };
}

export const takenText: Record<NameField, () => string> = {
  username: () => words.usernameTaken,
  nickname: () => words.nicknameTaken,
};
