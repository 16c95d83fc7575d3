/** What this browser was told to remember, if it is one of `choices`; else the first of them. */
export function storedChoice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
  const kept = localStorage.getItem(key);
  return choices.find((choice) => choice === kept) ?? choices[0]!;
}
