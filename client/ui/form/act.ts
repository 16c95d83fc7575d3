import { createSignal } from "solid-js";

import { announce } from "../Announcer";
import { textOf } from "./form";

/** What a press does, without a form: one thing at a time, and `fault` says what went wrong with the last. */
export function createAct() {
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");

  /** Whether it was done; then `news` are told. */
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
