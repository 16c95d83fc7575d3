import { createSignal } from "solid-js";

import { Refused } from "../../api";
import { words } from "../../i18n/words";

/** What is wrong: with one field or another, or with the whole. */
export interface Faults {
  fields?: Record<string, string>;
  whole?: string;
}

type Submit = SubmitEvent & { currentTarget: HTMLFormElement };

/**
 * One form: sent once at a time, its faults shown at their fields, the first of them focused. `explain` may say in the
 * form's own words what a refusal means.
 */
export function createForm(
  send: (field: (name: string) => string) => Promise<void>,
  explain: (refused: Refused) => Faults | undefined = () => undefined,
) {
  const [isBusy, setBusy] = createSignal(false);
  const [faults, setFaults] = createSignal<Faults>({});

  async function onSubmit(event: Submit): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    if (isBusy()) return;
    setFaults(missingIn(form));
    if (!faults().fields) await trySending(form);
    // They are there only once the page has been updated.
    queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }

  async function trySending(form: HTMLFormElement): Promise<void> {
    const given = new FormData(form);
    setBusy(true);
    try {
      await send((name) => {
        const value = given.get(name);
        return typeof value === "string" ? value : "";
      });
    } catch (error) {
      setFaults((error instanceof Refused && explain(error)) || faultsOf(error));
    }
    setBusy(false);
  }

  return {
    onSubmit: (event: Submit): void => void onSubmit(event),
    isBusy,
    fault: (name: string): string | undefined => faults().fields?.[name],
    whole: (): string | undefined => faults().whole,
    clear: () => setFaults({}),
  };
}

/** What a refusal means where nothing more is known. */
export const textOf = (error: unknown): string =>
  words.refused[error instanceof Refused ? error.code : "internal"];

function faultsOf(error: unknown): Faults {
  const rules: Record<string, string> = { ...words.rules, next: words.rules.password };
  const paths = error instanceof Refused ? error.fields.filter((path) => rules[path]) : [];
  if (paths.length === 0) return { whole: textOf(error) };
  return { fields: Object.fromEntries(paths.map((path) => [path, rules[path]!])) };
}

function missingIn(form: HTMLFormElement): Faults {
  const empty = [...form.querySelectorAll<HTMLInputElement>("input[required]")].filter(
    ({ value }) => value.trim() === "",
  );
  if (empty.length === 0) return {};
  return { fields: Object.fromEntries(empty.map(({ name }) => [name, words.required])) };
}
