// What this browser keeps for the page: the only place that touches localStorage and sessionStorage. Either may be missing
// (null in some Android web views), throw at every use (cookies blocked), or be full. Then memory keeps the value as long as
// the page lives, and no caller notices.

type Open = () => Storage | null | undefined;

export interface KeptValues {
  get: (key: string) => string | undefined;
  /** Undefined removes it. */
  set: (key: string, value: string | undefined) => void;
  /** Removes every key that begins with `prefix`. */
  clear: (prefix: string) => void;
  /** False if nothing can be stored, so that a key that is missing says nothing about earlier visits. */
  isWritable: () => boolean;
}

const PROBE = "potato.probe";

export function createStorage(open: Open): KeptValues {
  // What could not be stored; undefined is a value that could not be removed.
  const unstored = new Map<string, string | undefined>();
  const storage = (): Storage | undefined => attempt(open) ?? undefined;

  function get(key: string): string | undefined {
    if (unstored.has(key)) return unstored.get(key);
    return attempt(() => storage()?.getItem(key)) ?? undefined;
  }

  function set(key: string, value: string | undefined): void {
    if (store(key, value)) unstored.delete(key);
    else unstored.set(key, value);
  }

  function store(key: string, value: string | undefined): boolean {
    return (
      attempt(() => {
        const here = storage();
        if (value === undefined) here?.removeItem(key);
        else here?.setItem(key, value);
        return here !== undefined;
      }) ?? false
    );
  }

  function clear(prefix: string): void {
    const stored = attempt(() => Object.keys(storage() ?? {})) ?? [];
    for (const key of [...stored, ...unstored.keys()]) if (key.startsWith(prefix)) set(key, undefined);
  }

  const isWritable = (): boolean => store(PROBE, "1") && store(PROBE, undefined);

  return { get, set, clear, isWritable };
}

/** Of this browser, for all its tabs. */
export const ofBrowser = createStorage(() => localStorage);
/** Of this tab. A duplicated tab begins with a copy. */
export const ofTab = createStorage(() => sessionStorage);

/** The choice that this browser has stored under `key`, if it is one of `choices`; else the first of them. */
export function storedChoice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
  const stored = ofBrowser.get(key);
  return choices.find((choice) => choice === stored) ?? choices[0]!;
}

function attempt<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
