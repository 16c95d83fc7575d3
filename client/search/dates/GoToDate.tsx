import { createSignal, createUniqueId, Show } from "solid-js";

import { fetchPage } from "../../messages/history";
import { Button } from "../../ui/Button";
import { createAct } from "../../ui/form/act";
import { searching } from "../words";
import { dayAt, startOf } from "./days";

/** Goes to the first message of a day, or the next one after it. */
export function GoToDate(props: { roomId: string; onGo: (seq: number) => void }) {
  const id = createUniqueId();
  const { isBusy, fault, act } = createAct();
  const [isNone, setNone] = createSignal(false);
  let field!: HTMLInputElement;

  async function go(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const at = startOf(field.value);
    if (at === undefined) return field.focus();
    const { roomId } = props;
    await act(() => goToFirst(roomId, at));
  }

  async function goToFirst(roomId: string, at: number): Promise<void> {
    const { messages } = await fetchPage(roomId, { at }, 1);
    setNone(messages.length === 0);
    if (messages[0]) props.onGo(messages[0].seq);
  }

  return (
    <form class="to-date" onSubmit={(event) => void go(event)}>
      <label class="finding-label" for={id}>
        {searching().toDate}
      </label>
      <div class="to-date-row">
        <input
          id={id}
          type="date"
          required
          max={dayAt(Date.now())}
          aria-describedby={`${id}-note`}
          ref={(element) => (field = element)}
        />
        <Button type="submit" kind="primary" isBusy={isBusy()}>
          {searching().go}
        </Button>
      </div>
      <p class="fault" id={`${id}-note`} role="status">
        <Show when={isNone()} fallback={fault()}>
          {searching().noneSince}
        </Show>
      </p>
    </form>
  );
}
