import { words } from "../i18n/words";

/** There is no e-mail, so no link can be sent: whoever runs the server helps. */
export function Forgotten() {
  return (
    <details class="forgotten">
      <summary>{words.door.forgot}</summary>
      <p>{words.door.forgotText}</p>
      <p>
        {words.door.forOperator} <code>bun run user reset NAME</code>
      </p>
    </details>
  );
}
