import { words } from "../i18n/words";
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
      <Switch label={words.prefs.sounds} isOn={chosenSounds() === "on"} onChange={choose} />
      <p class="setting-hint">{words.prefs.soundsHint}</p>
    </>
  );
}
