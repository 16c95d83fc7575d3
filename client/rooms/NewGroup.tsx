import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";

import { api, ask } from "../api";
import { createSteps } from "../friends/newcomer/done";
import { FirstSteps } from "../friends/newcomer/FirstSteps";
import { groups } from "../i18n/groups/words";
import { newcomer } from "../i18n/newcomer/words";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/form/Field";
import { createForm } from "../ui/form/form";
import { FormDialog } from "../ui/form/FormDialog";
import { ChoosePeople } from "./members/ChoosePeople";
import { whyNot } from "./members/refusal";
import { VisibilityField, visibilityIn } from "./VisibilityField";

interface NewGroupProps {
  initialIds?: string[];
  onClose: () => void;
}

/** Creates a group from friends, and opens it. Someone without friends finds some first. */
export function NewGroup(props: NewGroupProps) {
  const { friends } = useChat();
  const done = createSteps();
  const hasNobody = () => friends.known.state === "ready" && friends.known.list.length === 0;
  return (
    <Show when={!props.initialIds && hasNobody()} fallback={<GroupForm {...props} />}>
      <Dialog title={words.groups.make} onClose={props.onClose}>
        <FirstSteps title={newcomer().groupTitle} done={done()} />
      </Dialog>
    </Show>
  );
}

function GroupForm(props: NewGroupProps) {
  const { rooms, users, me } = useChat();
  const navigate = useNavigate();
  const [chosen, setChosen] = createSignal(props.initialIds ?? []);
  const form = createForm(async (field) => {
    const group = {
      title: field("title").trim() || usual(),
      memberIds: chosen(),
      visibility: visibilityIn(field),
    };
    const { room } = await ask(() => api.rooms.post({ kind: "group", ...group }));
    rooms.put(room);
    props.onClose();
    navigate(`/rooms/${room.id}`);
  }, whyNot);
  // Nobody names every lunch group: without a title it is called by its members. All of them read it, so it has their
  // nicknames, not what I call them.
  const usual = () => (chosen().length > 0 ? calledBy([me.id, ...chosen()].map(users.nicknameOf)) : "");

  // Before anything else is asked of them. The list is not an input that could be `required`.
  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    if (chosen().length > 0) return form.onSubmit(event);
    event.preventDefault();
    form.mark("memberIds", groups().chooseSomeone);
    const list = event.currentTarget.querySelector(".choosing");
    (
      list?.querySelector<HTMLElement>(".choices input") ?? list?.querySelector<HTMLElement>("input, a")
    )?.focus();
  }

  // The refusal may not apply to the new choice.
  function choose(userIds: string[]): void {
    setChosen(userIds);
    form.clear();
  }

  return (
    <FormDialog
      title={words.groups.make}
      form={{ ...form, onSubmit: submit }}
      action={groups().create}
      onClose={props.onClose}
    >
      <ChoosePeople chosen={chosen()} fault={form.fault("memberIds")} onChoose={choose} />
      <Field
        label={groups().title}
        name="title"
        autocomplete="off"
        placeholder={usual()}
        hint={groups().titleHint}
        fault={form.fault("title")}
      />
      <VisibilityField chosen="private" />
    </FormDialog>
  );
}

// As the server counts, or more: a character of two UTF-16 units counts twice here.
const LONGEST = 50;

/** As many names as fit into a title. */
const calledBy = (names: string[]): string =>
  names.reduce((title, name) => (`${title}, ${name}`.length > LONGEST ? title : `${title}, ${name}`));
