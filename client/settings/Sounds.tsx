import { prefs } from "../i18n/settings/words";
import { chime, unlock } from "../sounds/chime";
import { chooseSounds, chosenSounds } from "../sounds/sounds";
import { Switch } from "../ui/form/Switch";

/** Turned on, it says what it sounds like. */
export function Sounds() {
  function choose(isOn: boolean): void {
    chooseSounds(isOn ? "on" : "off");
    if (isOn && unlock()) void chime();
  }
  return (
    <>
      <Switch label={prefs().sounds} isOn={chosenSounds() === "on"} onChange={choose} />
      <p class="setting-hint">{prefs().soundsHint}</p>
    </>
  );
}
