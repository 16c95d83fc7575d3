import { untrack } from "solid-js";

import type { User } from "../../../src/protocol/user";
import { profiles } from "../../i18n/profiles/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { announce } from "../../ui/Announcer";
import { Field } from "../../ui/form/Field";
import { createForm } from "../../ui/form/form";
import { FormDialog } from "../../ui/form/FormDialog";

/** What I call a friend. Nobody else sees it, and it stays when they change their nickname. */
export function Rename(props: { user: User; onClose: () => void }) {
  const { friends, users } = useChat();
  // As it was when the dialog opened: a change from elsewhere must not overwrite what is being typed.
  const { id, nickname } = untrack(() => ({ ...props.user }));
  const form = createForm(async (field) => {
    await friends.call(id, field("alias"));
    announce(words.saved);
    props.onClose();
  });
  return (
    <FormDialog
      title={profiles().renameTitle(nickname)}
      form={form}
      action={words.save}
      onClose={props.onClose}
    >
      <Field
        label={profiles().alias}
        name="alias"
        autocomplete="off"
        autofocus
        value={users.aliasOf(id) ?? ""}
        placeholder={nickname}
        hint={profiles().aliasHint}
        fault={form.fault("alias")}
      />
    </FormDialog>
  );
}
