import { createSignal, Show } from "solid-js";

import type { RequestError } from "../api";
import { changePassword, deleteAccount } from "../auth/ending/ending";
import { prefs } from "../i18n/settings/words";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { Button } from "../ui/Button";
import { Field } from "../ui/form/Field";
import { createForm, type Faults } from "../ui/form/form";
import { FormDialog } from "../ui/form/FormDialog";

export function Account() {
  const [open, setOpen] = createSignal<"password" | "farewell">();
  const close = () => setOpen(undefined);
  return (
    <div class="setting">
      <Button onClick={() => setOpen("password")}>{prefs().changePassword}</Button>
      <Button kind="danger" onClick={() => setOpen("farewell")}>
        {prefs().deleteAccount}
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
    await changePassword(field("current"), field("next"));
    announce(prefs().passwordChanged);
    props.onClose();
  }, wrong("current"));
  return (
    <FormDialog title={prefs().changePassword} form={form} action={words.save} onClose={props.onClose}>
      <p class="dialog-text">{prefs().otherDevicesEnd}</p>
      <Field
        label={prefs().currentPassword}
        name="current"
        type="password"
        autocomplete="current-password"
        autofocus
        required
        fault={form.fault("current")}
      />
      <Field
        label={prefs().newPassword}
        name="next"
        type="password"
        autocomplete="new-password"
        required
        hint={words.rules.password}
        fault={form.fault("next")}
      />
    </FormDialog>
  );
}

function DeleteAccount(props: { onClose: () => void }) {
  const { outbox } = useChat();
  const form = createForm(async (field) => {
    await deleteAccount(field("password"));
    await outbox.clear();
  }, wrong("password"));
  return (
    <FormDialog
      title={prefs().deleteTitle}
      form={form}
      action={prefs().deleteAccount}
      isDangerous
      onClose={props.onClose}
    >
      <p class="dialog-text">{prefs().deleteText}</p>
      <Field
        label={words.password}
        name="password"
        type="password"
        autocomplete="current-password"
        autofocus
        required
        fault={form.fault("password")}
      />
    </FormDialog>
  );
}

const wrong =
  (name: string) =>
  ({ code, fields }: RequestError): Faults | undefined =>
    fields.includes(name) && (code === "forbidden" || code === "invalid")
      ? { fields: { [name]: prefs().wrongPassword } }
      : undefined;
