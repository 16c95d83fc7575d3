import { createSignal, Show } from "solid-js";

import { api, ask, type Refused } from "../api";
import { deleteAccount } from "../auth/session";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/form/Field";
import { createForm, type Faults } from "../ui/form/form";

export function Account() {
  const [open, setOpen] = createSignal<"password" | "farewell">();
  const close = () => setOpen(undefined);
  return (
    <div class="setting">
      <Button onClick={() => setOpen("password")}>{words.prefs.changePassword}</Button>
      <Button kind="danger" onClick={() => setOpen("farewell")}>
        {words.prefs.deleteAccount}
      </Button>
      <Show when={open() === "password"}>
        <ChangePassword onClose={close} />
      </Show>
      <Show when={open() === "farewell"}>
        <DeleteAccount onClose={close} />
      </Show>
    </div>
  );
}

function ChangePassword(props: { onClose: () => void }) {
  const form = createForm(async (field) => {
    const passwords = { current: field("current"), next: field("next") };
    await ask(() => api.me.password.put(passwords));
    announce(words.prefs.passwordChanged);
    props.onClose();
  }, wrong("current"));
  return (
    <Dialog title={words.prefs.changePassword} onClose={props.onClose}>
      <form class="form" noValidate onSubmit={form.onSubmit}>
        <p class="dialog-text">{words.prefs.otherDevicesEnd}</p>
        <Field
          label={words.prefs.currentPassword}
          name="current"
          type="password"
          autocomplete="current-password"
          autofocus
          required
          fault={form.fault("current")}
        />
        <Field
          label={words.prefs.newPassword}
          name="next"
          type="password"
          autocomplete="new-password"
          required
          hint={words.rules.password}
          fault={form.fault("next")}
        />
        <p class="fault" role="alert">
          {form.whole()}
        </p>
        <div class="actions">
          <Button onClick={() => props.onClose()}>{words.cancel}</Button>
          <Button kind="primary" type="submit" isBusy={form.isBusy()}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function DeleteAccount(props: { onClose: () => void }) {
  const { outbox } = useChat();
  const form = createForm(async (field) => {
    await deleteAccount(field("password"));
    await outbox.clear();
  }, wrong("password"));
  return (
    <Dialog title={words.prefs.deleteTitle} onClose={props.onClose}>
      <form class="form" noValidate onSubmit={form.onSubmit}>
        <p class="dialog-text">{words.prefs.deleteText}</p>
        <Field
          label={words.password}
          name="password"
          type="password"
          autocomplete="current-password"
          autofocus
          required
          fault={form.fault("password")}
        />
        <p class="fault" role="alert">
          {form.whole()}
        </p>
        <div class="actions">
          <Button onClick={() => props.onClose()}>{words.cancel}</Button>
          <Button kind="danger" type="submit" isBusy={form.isBusy()}>
            {words.prefs.deleteAccount}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const wrong =
  (name: string) =>
  ({ code, fields }: Refused): Faults | undefined =>
    fields.includes(name) && (code === "forbidden" || code === "invalid")
      ? { fields: { [name]: words.prefs.wrongPassword } }
      : undefined;
