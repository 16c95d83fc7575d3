/** The choice that this browser has stored under `key`, if it is one of `choices`; else the first of them. */
export function storedChoice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
  const kept = localStorage.getItem(key);
  return choices.find((choice) => choice === kept) ?? choices[0]!;
}

/** Stores a choice in this browser. If it stores nothing (private windows, full storage), the choice ends with the page. */
export function keepChoice(key: string, choice: string): void {
  try {
    localStorage.setItem(key, choice);
  } catch {
    // The caller has it in memory.
  }
}
