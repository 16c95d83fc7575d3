import { createMemo, createResource, createSignal, For, Show } from "solid-js";

import { api, ask } from "../api";
import { signOut, signOutEverywhere } from "../auth/ending/ending";
import { prefs } from "../i18n/settings/words";
import { agoOf, dateOf, isNow } from "../i18n/words";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { createAct } from "../ui/form/act";
import { Loaded } from "../ui/States";
import { type ListedSession, ordered, SHOWN } from "./devices/order";

/** My sessions; each can be ended here. */
export function Devices() {
  const [devices, { mutate, refetch }] = createResource(async (): Promise<ListedSession[] | undefined> => {
    const answer = await ask(() => api.sessions.get()).catch(() => undefined);
    return answer?.sessions;
  });
  const state = () => (devices.latest ? "ready" : devices.loading ? "loading" : "failed");
  const remove = (id: string) => mutate((all) => all?.filter((one) => one.id !== id));
  const [isWhole, setWhole] = createSignal(false);
  const all = createMemo(() => ordered(devices.latest ?? []));
  const shown = () => (isWhole() ? all() : all().slice(0, SHOWN));
  let list!: HTMLUListElement;

  // The button goes; the first device that it has shown gets its focus.
  function showAll(): void {
    setWhole(true);
    list.querySelectorAll<HTMLElement>("button")[SHOWN]?.focus();
  }

  return (
    <>
      <p class="setting-hint">{prefs().devicesHint}</p>
      <Loaded state={state()} onRetry={() => void refetch()}>
        <ul ref={(element) => (list = element)} aria-label={prefs().devices}>
          <For each={shown()}>{(one) => <DeviceRow device={one} onEnded={() => remove(one.id)} />}</For>
        </ul>
        <Show when={shown().length < all().length}>
          <div class="setting">
            <Button kind="quiet" onClick={showAll}>
              {prefs().allDevices(all().length)}
            </Button>
          </div>
        </Show>
      </Loaded>
      <SignOutEverywhere />
    </>
  );
}

function DeviceRow(props: { device: ListedSession; onEnded: () => void }) {
  const { isBusy, fault, act } = createAct();
  const name = () => props.device.device || prefs().unknownDevice;
  const activity = (): string => {
    const { current, lastSeenAt } = props.device;
    if (current) return prefs().thisDevice;
    return isNow(lastSeenAt) ? prefs().activeNow : prefs().lastSeen(agoOf(lastSeenAt));
  };

  async function end(): Promise<void> {
    const { id, current } = props.device;
    if (current) return void act(signOut);
    const isEnded = await act(() => ask(() => api.sessions({ id }).delete()), prefs().ended(name()));
    if (isEnded) props.onEnded();
  }

  return (
    <li class="setting">
      <span class="setting-text">
        {name()}
        <span class="setting-note">
          {activity()} · <span class="unbroken">{prefs().signedIn(dateOf(props.device.createdAt))}</span>
        </span>
        <Show when={fault()}>
          <span class="fault" role="alert">
            {fault()}
          </span>
        </Show>
      </span>
      <Button
        aria-label={props.device.current ? undefined : prefs().endThis(name())}
        isBusy={isBusy()}
        onClick={() => void end()}
      >
        {prefs().end}
      </Button>
    </li>
  );
}

function SignOutEverywhere() {
  const [isAsking, setAsking] = createSignal(false);
  const { isBusy, fault, act } = createAct();

  return (
    <div class="setting">
      <Button kind="danger" onClick={() => setAsking(true)}>
        {prefs().everywhere}
      </Button>
      <Show when={isAsking()}>
        <Confirm
          title={prefs().everywhereTitle}
          text={prefs().everywhereText}
          action={prefs().everywhere}
          isBusy={isBusy()}
          fault={fault()}
          onConfirm={() => void act(signOutEverywhere)}
          onClose={() => setAsking(false)}
        />
      </Show>
    </div>
  );
}
