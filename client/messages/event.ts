import type { Event, Message } from "../../src/protocol/message";
import { isolated } from "../browser/direction";
import { wordsOf } from "../files/told";
import { namesOf, words } from "../i18n/words";
import type { Chat } from "../live/chat";
import type { Users } from "../users/users";
import { hidesWords } from "./blocked/hides";

/** A message in one line. */
export function previewOf(message: Message, chat: Chat): string {
  if (message.event) return eventText(message.event, chat.users);
  if (hidesWords(chat, message.roomId, message.authorId)) return words.menus.fromBlocked(1);
  return message.deletedAt === null ? wordsOf(message, chat.users) : words.deletedMessage;
}

/** A system message, in the reader's language. */
export function eventText({ kind, byId, userIds, title, role }: Event, users: Users): string {
  const nameOf = (id: string) => isolated(users.nameOf(id));
  const by = nameOf(byId);
  const who = namesOf(userIds, nameOf);
  switch (kind) {
    case "created":
      return words.created(by, who);
    case "joined":
      return words.joined(who);
    case "invited":
      return words.invited(by, who);
    case "left":
      return words.left(who);
    case "removed":
      return words.removed(by, who);
    case "renamed":
      return words.renamed(by, isolated(title ?? ""));
    case "role":
      return words.role(who, roleText(role));
    default:
      kind satisfies never;
      return "";
  }
}

const roleText = (role: string | undefined): string =>
  role === "owner" || role === "admin" ? words.roles[role] : words.roles.member;
