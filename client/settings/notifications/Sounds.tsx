import { prefs } from "../../i18n/settings/words";
import { chime, unlock } from "../../sounds/chime";
import { chooseSounds, chosenSounds } from "../../sounds/sounds";
import { Switch } from "../../ui/form/Switch";

/** Turned on, it says what it sounds like. Other devices that have made no choice of their own begin with it. */
export function Sounds(props: { onChange: (isOn: boolean) => void }) {
  function choose(isOn: boolean): void {
    chooseSounds(isOn ? "on" : "off");
    if (isOn && unlock()) void chime();
    props.onChange(isOn);
  }
  return (
    <>
      <Switch label={prefs().sounds} isOn={chosenSounds() === "on"} onChange={choose} />
      <p class="setting-hint">{prefs().soundsHint}</p>
    </>
  );
}
