import type { RequestError } from "../../api";
import { groups } from "../../i18n/groups/words";
import type { Faults } from "../../ui/form/form";

/** Why people could not be added to a group. */
export function whyNot({ code }: RequestError): Faults | undefined {
  if (code === "not-found") return { whole: groups().someoneGone };
  return code === "conflict" ? { whole: groups().full } : undefined;
}
