import { chosenLanguage, languages } from "../i18n/language";
import { prefs } from "../i18n/settings/words";
import { changeLanguage } from "../i18n/words";
import { Choice } from "../ui/form/Choice";
import { chosenTextSize, chooseTextSize, offeredSizes } from "./textSize";
import { chooseTheme, chosenTheme, themes } from "./theme";

export function Look() {
  return (
    <>
      <Choice
        label={prefs().language}
        choices={languages}
        chosen={chosenLanguage()}
        nameOf={(language) => prefs().languages[language]}
        onChoose={(language) => void changeLanguage(language)}
      />
      <Choice
        label={prefs().theme}
        choices={themes}
        chosen={chosenTheme()}
        nameOf={(theme) => prefs().themes[theme]}
        onChoose={chooseTheme}
      />
      <Choice
        label={prefs().textSize}
        choices={offeredSizes}
        chosen={chosenTextSize()}
        nameOf={(size) => prefs().textSizes[size]}
        onChoose={chooseTextSize}
      />
    </>
  );
}
