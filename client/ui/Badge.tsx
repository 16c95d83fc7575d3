import { words } from "../i18n/words";

// As in KakaoTalk: beyond this it is just many.
const MOST = 999;

/** How much is unread. */
export function Badge(props: { count: number }) {
  return (
    <span class="badge" aria-label={words.unread(props.count)} role="img">
      {props.count > MOST ? `${MOST}+` : props.count}
    </span>
  );
}

/** Something to come back to, without a number. */
export function Dot(props: { label: string }) {
  return <span class="badge dot" aria-label={props.label} role="img" />;
}
