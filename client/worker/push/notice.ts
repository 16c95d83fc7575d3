import { noticesEn } from "../../i18n/notices/en";
import { noticesKo } from "../../i18n/notices/ko";
import type { MessagePush } from "./payload";

/** What the page last chose; the worker cannot see its settings. */
export interface NoticeSettings {
  /** Whose notifications these are. None after a sign-out: then nothing is shown. */
  userId: string | null;
  locale: "ko" | "en";
  /** `off` only where someone has chosen that for this device: else the system's own settings count. */
  sounds: "on" | "off" | "unset";
}

// Newer than TypeScript's own types.
export interface NoticeOptions extends NotificationOptions {
  renotify?: boolean;
  timestamp?: number;
  actions?: { action: string; title: string; type?: "text" }[];
}

export interface PushNotice {
  title: string;
  options: NoticeOptions;
}

export interface NoticeData {
  roomId?: string | undefined;
  seq?: number;
}

interface Surroundings {
  settings: NoticeSettings;
  /** The page is open, and makes the sound of its own that someone chose. */
  isPageOpen: boolean;
  /** An answer can be typed into a notification. */
  canReply: boolean;
}

export const noticeWords = ({ locale }: Pick<NoticeSettings, "locale">) =>
  locale === "ko" ? noticesKo : noticesEn;

const ICON = "/app/icon-192.png";

/** One a room: a newer one takes the place of the one before. */
export function noticeOf(push: MessagePush, { settings, isPageOpen, canReply }: Surroundings): PushNotice {
  const words = noticeWords(settings);
  const { sounds } = settings;
  const isHidden = push.from === undefined && push.kind !== "self";
  const reply = { action: "reply", title: words.reply, type: "text" as const };
  const data: NoticeData = { roomId: push.roomId, seq: push.seq };
  return {
    title: isHidden ? words.appName : titleOf(push, words) + (push.count > 1 ? ` (${push.count})` : ""),
    options: {
      body: isHidden ? words.hidden(push.count) : bodyOf(push, words),
      tag: push.roomId,
      renotify: true,
      silent: sounds === "off" || (sounds === "on" && isPageOpen),
      timestamp: push.at,
      lang: settings.locale,
      icon: ICON,
      actions: [...(canReply && !isHidden ? [reply] : []), { action: "read", title: words.read }],
      data,
    },
  };
}

/** The text of the notification that someone asked for in the settings. */
export function testNotice(at: number, settings: NoticeSettings): PushNotice {
  const words = noticeWords(settings);
  const options = { body: words.test, tag: "test", timestamp: at, lang: settings.locale, icon: ICON };
  return { title: words.appName, options: { ...options, renotify: true } };
}

type NoticeWords = typeof noticesEn;

function titleOf({ kind, room, from }: MessagePush, words: NoticeWords): string {
  if (kind === "self") return words.selfChat;
  return (kind === "group" ? room : from) ?? words.appName;
}

function bodyOf({ kind, from, text, has, isMention }: MessagePush, words: NoticeWords): string {
  const what = text ?? (has ? words.files[has] : words.hidden(1));
  if (kind !== "group" || from === undefined) return what;
  const said = words.by(from, what);
  // On a line of its own: the mention may be in an earlier one of the messages that this stands for.
  return isMention ? `${words.mention}\n${said}` : said;
}
