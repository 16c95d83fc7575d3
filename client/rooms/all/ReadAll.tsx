import { api, ask } from "../../api";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { announce } from "../../ui/Announcer";
import { createForm } from "../../ui/form/form";
import { FormDialog } from "../../ui/form/FormDialog";
import { isUnread, readingsOf } from "./unread";

/** Asks before all rooms are marked as read, and says how many that are: a cursor cannot be moved back. */
export function ReadAll(props: { onClose: () => void }) {
  const chat = useChat();
  const rooms = () => chat.rooms.sorted().filter(isUnread);
  const count = () => rooms().reduce((sum, { me }) => sum + (me?.unread ?? 0), 0);
  const form = createForm(async () => {
    const shown = rooms();
    for (const some of readingsOf(shown)) await ask(() => api.me.read.post({ rooms: some }));
    announce(groups().allRead(shown.length));
    props.onClose();
  });
  return (
    <FormDialog
      title={groups().readAllTitle}
      form={form}
      action={words.menus.room.markRead}
      onClose={props.onClose}
    >
      <p class="dialog-text">{groups().readAllText(count(), rooms().length)}</p>
    </FormDialog>
  );
}
