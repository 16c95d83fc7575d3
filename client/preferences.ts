/** The choice that this browser has stored under `key`, if it is one of `choices`; else the first of them. */
export function storedChoice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
  const kept = localStorage.getItem(key);
  return choices.find((choice) => choice === kept) ?? choices[0]!;
}
