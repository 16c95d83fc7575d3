import type { RequestError } from "../../api";
import { words } from "../../i18n/words";
import type { Faults } from "../../ui/form/form";

/** Why people could not be added to a group. */
export function whyNot({ code }: RequestError): Faults | undefined {
  if (code === "not-found") return { whole: words.groups.someoneGone };
  return code === "conflict" ? { whole: words.groups.full } : undefined;
}
