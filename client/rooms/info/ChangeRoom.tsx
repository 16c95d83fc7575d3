import { untrack } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { announce } from "../../ui/Announcer";
import { Field } from "../../ui/form/Field";
import { createForm } from "../../ui/form/form";
import { FormDialog } from "../../ui/form/FormDialog";
import { VisibilityField, visibilityIn } from "../VisibilityField";
import { RoomPicture } from "./picture/RoomPicture";

/** Picture, title, topic and visibility, for owner and admins. */
export function ChangeRoom(props: { room: Room; onClose: () => void }) {
  const { rooms } = useChat();
  // As they were when the dialog opened: a change from elsewhere must not overwrite what is being typed.
  const { id, title, topic, visibility } = untrack(() => ({ ...props.room }));
  const form = createForm(async (field) => {
    const next = { title: field("title"), topic: field("topic"), visibility: visibilityIn(field) };
    const { room } = await ask(() => api.rooms({ id }).patch(next));
    rooms.put(room);
    announce(words.saved);
    props.onClose();
  });
  return (
    <FormDialog title={groups().change} form={form} action={words.save} onClose={props.onClose}>
      <RoomPicture room={props.room} />
      <Field
        label={groups().title}
        name="title"
        autocomplete="off"
        required
        value={title ?? ""}
        hint={words.rules.title}
        fault={form.fault("title")}
      />
      <Field
        label={groups().topic}
        name="topic"
        autocomplete="off"
        value={topic}
        hint={words.rules.topic}
        fault={form.fault("topic")}
      />
      <VisibilityField chosen={visibility} />
    </FormDialog>
  );
}
