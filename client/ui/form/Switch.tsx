interface SwitchProps {
  label: string;
  /** Undefined until it is known: then a press would mean the wrong thing, and does nothing. */
  isOn: boolean | undefined;
  isBusy?: boolean;
  /** The switch shows what was chosen already; who cannot keep it puts it back by `toggle.checked`. */
  onChange: (isOn: boolean, toggle: HTMLInputElement) => void;
}

/** A setting that is on or off, and takes effect at once. */
export const Switch = (props: SwitchProps) => (
  <label class="setting">
    {props.label}
    <input
      class="switch"
      type="checkbox"
      role="switch"
      checked={props.isOn ?? false}
      // Not `disabled`, which would take the focus away.
      aria-disabled={props.isBusy || props.isOn === undefined ? "true" : undefined}
      onClick={(event) => props.isOn === undefined && event.preventDefault()}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked, currentTarget)}
    />
  </label>
);
