import { createSignal, createUniqueId, type JSX, Show, splitProps } from "solid-js";
import IconEye from "~icons/lucide/eye";
import IconEyeOff from "~icons/lucide/eye-off";

import { words } from "../../i18n/words";

interface FieldProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  label: string;
  // Help for the field; replaced by `fault`, the error in it.
  hint?: string;
  fault?: string | undefined;
}

/** A labelled text field. A password can be shown. */
export function Field(props: FieldProps) {
  const [own, rest] = splitProps(props, ["label", "hint", "fault", "type"]);
  const [isShown, setShown] = createSignal(false);
  const id = createUniqueId();
  const isPassword = () => own.type === "password";
  const note = () => own.fault || own.hint;
  return (
    <div class="field">
      <label for={id}>{own.label}</label>
      <span class="field-box">
        <input
          id={id}
          type={isShown() ? "text" : (own.type ?? "text")}
          dir={isPassword() ? undefined : "auto"}
          aria-invalid={own.fault ? "true" : undefined}
          aria-describedby={note() ? `${id}-note` : undefined}
          {...rest}
        />
        <Show when={isPassword()}>
          <button
            class="icon-button"
            type="button"
            aria-label={isShown() ? words.hidePassword : words.showPassword}
            onClick={() => setShown(!isShown())}
          >
            <Show when={isShown()} fallback={<IconEye aria-hidden="true" />}>
              <IconEyeOff aria-hidden="true" />
            </Show>
          </button>
        </Show>
      </span>
      <Show when={note()}>
        <p id={`${id}-note`} class="field-note" classList={{ fault: Boolean(own.fault) }}>
          {note()}
        </p>
      </Show>
    </div>
  );
}
