import { words } from "../i18n/words";

// As in KakaoTalk: beyond this it is just many.
const MOST = 999;

/** How much is unread; quieter where one wants to hear nothing of it. */
export function Badge(props: { count: number; isMuted?: boolean }) {
  return (
    <span
      class="badge"
      classList={{ muted: props.isMuted ?? false }}
      aria-label={words.unread(props.count)}
      role="img"
    >
      {props.count > MOST ? `${MOST}+` : props.count}
    </span>
  );
}

/** Something to come back to, without a number. */
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
