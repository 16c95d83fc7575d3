import type { Role } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { groups } from "../../i18n/groups/words";
import { useChat } from "../../live/chat";
import { createAct } from "../../ui/form/act";

/** What a member of a higher rank can do about this one. The result comes by frames. */
export function createMemberActions(roomId: () => string, userId: () => string) {
  const { users } = useChat();
  const { isBusy, fault, act } = createAct();
  const place = () => api.rooms({ id: roomId() }).members({ userId: userId() });
  const name = () => users.nameOf(userId());

  const give = (role: Role, news: string) => act(() => ask(() => place().put({ role })), news);

  return {
    isBusy,
    fault,
    makeAdmin: () => give("admin", groups().madeAdmin(name())),
    unmakeAdmin: () => give("member", groups().unmadeAdmin(name())),
    handOver: () => give("owner", groups().handedOver(name())),
    remove: () => act(() => ask(() => place().delete()), groups().removed(name())),
  };
}
