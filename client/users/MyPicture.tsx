import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";
import { useChat } from "../live/chat";
import { Avatar } from "../ui/Avatar";
import { PictureField } from "../ui/picture/PictureField";
import { putBytes } from "../ui/picture/put";

/** My picture, and where I change it. */
export function MyPicture() {
  const chat = useChat();
  const learn = ({ user }: { user: User }) => chat.users.learn([user]);
  return (
    <PictureField
      face={(url) => (
        <Avatar id={chat.me.id} name={chat.myself().nickname} url={url ?? chat.myself().avatarUrl} />
      )}
      hasPicture={chat.myself().avatarUrl !== null}
      onUse={(bytes) => ask(() => putBytes<{ user: User }>("/api/me/avatar", bytes)).then(learn)}
      onRemove={() => ask(() => api.me.avatar.delete()).then(learn)}
    />
  );
}
