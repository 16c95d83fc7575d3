import { createSignal } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { groups } from "../../i18n/groups/words";
import { announce } from "../../ui/Announcer";
import { createForm } from "../../ui/form/form";
import { FormDialog } from "../../ui/form/FormDialog";
import { ChoosePeople } from "./ChoosePeople";
import type { Members } from "./members";
import { whyNot } from "./refusal";

/** Invites friends to a group. The server leaves out people who cannot be invited, without saying so. */
export function Invite(props: { room: Room; members: Members; onClose: () => void }) {
  const [chosen, setChosen] = createSignal<string[]>([]);
  const inside = () => new Set(props.members.known.list.map(({ id }) => id));
  const form = createForm(async () => {
    if (chosen().length > 0) {
      await ask(() => api.rooms({ id: props.room.id }).members.post({ userIds: chosen() }));
      announce(groups().invited);
    }
    props.onClose();
  }, whyNot);
  return (
    <FormDialog title={groups().invite} form={form} action={groups().inviteNow} onClose={props.onClose}>
      <ChoosePeople chosen={chosen()} without={inside()} fault={form.fault("userIds")} onChoose={setChosen} />
    </FormDialog>
  );
}
