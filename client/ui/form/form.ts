import { createSignal } from "solid-js";

import { RequestError } from "../../api";
import { words } from "../../i18n/words";

/** The errors: of single fields, or of the whole form. */
export interface Faults {
  fields?: Record<string, string>;
  whole?: string;
}

type Submit = SubmitEvent & { currentTarget: HTMLFormElement };

/**
 * A form: submitted once at a time, with errors shown at their fields, the first of which gets the focus. An edited field
 * loses its error. `explain` may return texts of the form's own for a refusal.
 */
export function createForm(
  send: (field: (name: string) => string) => Promise<void>,
  explain: (refused: RequestError) => Faults | undefined = () => undefined,
) {
  const [isBusy, setBusy] = createSignal(false);
  const [faults, setFaults] = createSignal<Faults>({});

  async function onSubmit(event: Submit): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    if (isBusy()) return;
    // What is being mended is no longer wrong.
    form.addEventListener("input", unmark);
    setFaults(missingIn(form));
    if (!faults().fields) await trySending(form);
    // Once the page shows the errors.
    queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }

  const mark = (name: string, fault: string | undefined) => setFaults((all) => withFault(all, name, fault));
  const unmark = ({ target }: Event) => mark((target as HTMLInputElement).name, undefined);

  async function trySending(form: HTMLFormElement): Promise<void> {
    const given = new FormData(form);
    setBusy(true);
    try {
      await send((name) => {
        const value = given.get(name);
        return typeof value === "string" ? value : "";
      });
    } catch (error) {
      setFaults((error instanceof RequestError && explain(error)) || faultsOf(error));
    }
    setBusy(false);
  }

  return {
    onSubmit: (event: Submit): void => void onSubmit(event),
    isBusy,
    fault: (name: string): string | undefined => faults().fields?.[name],
    whole: (): string | undefined => faults().whole,
    /** Sets the error of one field, or removes it. The others keep theirs. */
    mark,
    clear: () => setFaults({}),
  };
}

/** The text of a refusal about which nothing more is known. */
export const textOf = (error: unknown): string =>
  words.refused[error instanceof RequestError ? error.code : "internal"];

function faultsOf(error: unknown): Faults {
  const rules: Record<string, string> = { ...words.rules, next: words.rules.password };
  const paths = error instanceof RequestError ? error.fields.filter((path) => rules[path]) : [];
  if (paths.length === 0) return { whole: textOf(error) };
  return { fields: Object.fromEntries(paths.map((path) => [path, rules[path]!])) };
}

function withFault({ fields, whole }: Faults, name: string, fault: string | undefined): Faults {
  const others = Object.entries(fields ?? {}).filter(([other]) => other !== name);
  const marked = fault === undefined ? others : [...others, [name, fault] as const];
  return {
    ...(whole === undefined ? {} : { whole }),
    ...(marked.length > 0 ? { fields: Object.fromEntries(marked) } : {}),
  };
}

function missingIn(form: HTMLFormElement): Faults {
  const empty = [...form.querySelectorAll<HTMLInputElement>("input[required]")].filter(
    ({ value }) => value.trim() === "",
  );
  if (empty.length === 0) return {};
  const missing: Record<string, string> = words.required;
  return { fields: Object.fromEntries(empty.map(({ name }) => [name, missing[name] ?? missing["other"]!])) };
}
