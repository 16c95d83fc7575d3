import { createResource, createSignal, For, Show } from "solid-js";

import { api, ask } from "../api";
import { signOut, signOutEverywhere } from "../auth/session";
import { agoOf, words } from "../i18n/words";
import { announce } from "../ui/Announcer";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { textOf } from "../ui/form/form";
import { ErrorState, Skeleton } from "../ui/States";

interface Device {
  id: string;
  device: string;
  lastSeenAt: number;
  current: boolean;
}

/** Where I am signed in; each can be signed out from here. */
export function Devices() {
  const [devices, { mutate, refetch }] = createResource(async (): Promise<Device[] | undefined> => {
    const answer = await ask(() => api.sessions.get()).catch(() => undefined);
    return answer?.sessions;
  });
  const forget = (id: string) => mutate((all) => all?.filter((one) => one.id !== id));
  return (
    <>
      <p class="setting-hint">{words.prefs.devicesHint}</p>
      <Show when={!devices.loading || devices.latest} fallback={<Skeleton />}>
        <Show when={devices.latest} fallback={<ErrorState onRetry={() => void refetch()} />}>
          {(all) => (
            <For each={all()}>{(one) => <DeviceRow device={one} onEnded={() => forget(one.id)} />}</For>
          )}
        </Show>
      </Show>
      <SignOutEverywhere />
    </>
  );
}

function DeviceRow(props: { device: Device; onEnded: () => void }) {
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");
  const name = () => props.device.device || words.prefs.unknownDevice;

  async function end(): Promise<void> {
    const { id, current } = props.device;
    setBusy(true);
    try {
      if (current) return await signOut();
      await ask(() => api.sessions({ id }).delete());
      announce(words.prefs.ended(name()));
      props.onEnded();
    } catch (error) {
      setFault(textOf(error));
    }
    setBusy(false);
  }

  return (
    <div class="setting">
      <span class="setting-text">
        {name()}
        <span class="setting-note">
          {props.device.current
            ? words.prefs.thisDevice
            : words.prefs.lastSeen(agoOf(props.device.lastSeenAt))}
        </span>
        <Show when={fault()}>
          <span class="fault" role="alert">
            {fault()}
          </span>
        </Show>
      </span>
      <Button
        aria-label={props.device.current ? undefined : words.prefs.endThis(name())}
        isBusy={isBusy()}
        onClick={() => void end()}
      >
        {words.prefs.end}
      </Button>
    </div>
  );
}

function SignOutEverywhere() {
  const [isAsking, setAsking] = createSignal(false);
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");

  async function confirm(): Promise<void> {
    setBusy(true);
    await signOutEverywhere().catch((error: unknown) => void setFault(textOf(error)));
    setBusy(false);
  }

  return (
    <div class="setting">
      <Button kind="danger" onClick={() => setAsking(true)}>
        {words.prefs.everywhere}
      </Button>
      <Show when={isAsking()}>
        <Confirm
          title={words.prefs.everywhereTitle}
          text={words.prefs.everywhereText}
          action={words.prefs.everywhere}
          isBusy={isBusy()}
          fault={fault()}
          onConfirm={() => void confirm()}
          onClose={() => setAsking(false)}
        />
      </Show>
    </div>
  );
}
