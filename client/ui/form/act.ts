import { createSignal } from "solid-js";

import { announce } from "../Announcer";
import { textOf } from "./form";

/** Runs actions that have no form: one at a time; `fault` is the error of the last one. */
export function createAct() {
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");

  /** Whether it succeeded; then `news` is announced. */
  async function act(what: () => Promise<unknown>, news?: string): Promise<boolean> {
    if (isBusy()) return false;
    setBusy(true);
    setFault("");
    try {
      await what();
      if (news) announce(news);
      return true;
    } catch (error) {
      setFault(textOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { isBusy, fault, act };
}
