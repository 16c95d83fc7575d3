import { words } from "../i18n/words";

// As in KakaoTalk: more than this is not counted.
const MOST = 999;

/** The unread count; less prominent if notifications are off, unless I am mentioned. */
export function Badge(props: { count: number; isMuted?: boolean; isMention?: boolean }) {
  return (
    <span
      class="badge"
      classList={{ muted: (props.isMuted && !props.isMention) ?? false }}
      aria-label={(props.isMention ? `${words.mentionsMe}, ` : "") + words.unread(props.count)}
      role="img"
      translate="no"
    >
      {props.isMention ? "@ " : ""}
      {props.count > MOST ? `${MOST}+` : props.count}
    </span>
  );
}

/** Marked as unread, without a count. */
export function Dot(props: { label: string; isMuted?: boolean }) {
  return (
    <span
      class="badge dot"
      classList={{ muted: props.isMuted ?? false }}
      aria-label={props.label}
      role="img"
    />
  );
}
