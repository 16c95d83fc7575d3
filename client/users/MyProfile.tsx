import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";
import { profiles } from "../i18n/profiles/words";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { Field } from "../ui/form/Field";
import { createForm } from "../ui/form/form";
import { FormDialog } from "../ui/form/FormDialog";
import { MyPicture } from "./MyPicture";
import { SelfChat } from "./SelfChat";

/** My profile as others see it, and where I edit it. */
export function MyProfile(props: { onClose: () => void }) {
  const chat = useChat();
  // As it was when the dialog opened: a change from elsewhere must not overwrite what is being typed.
  const { nickname, status, intro }: User = { ...chat.myself() };
  const form = createForm(
    async (field) => {
      const profile = { nickname: field("nickname"), status: field("status"), intro: field("intro") };
      const { user } = await ask(() => api.me.patch(profile));
      chat.users.learn([user]);
      announce(words.saved);
      props.onClose();
    },
    ({ code }) => (code === "conflict" ? { fields: { nickname: words.nicknameTaken } } : undefined),
  );
  return (
    <FormDialog title={words.me.title} form={form} action={words.save} onClose={props.onClose}>
      <MyPicture />
      <p class="dialog-text">{profiles().mine.findable(chat.me.username)}</p>
      <SelfChat />
      <Field
        label={words.nickname}
        name="nickname"
        autocomplete="nickname"
        required
        value={nickname}
        fault={form.fault("nickname")}
      />
      <Field
        label={profiles().mine.status}
        name="status"
        autocomplete="off"
        value={status}
        hint={words.rules.status}
        fault={form.fault("status")}
      />
      <Field
        label={profiles().mine.intro}
        name="intro"
        autocomplete="off"
        value={intro}
        hint={words.rules.intro}
        fault={form.fault("intro")}
      />
    </FormDialog>
  );
}
