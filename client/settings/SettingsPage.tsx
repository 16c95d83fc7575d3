import { version } from "../../package.json";
import { prefs } from "../i18n/settings/words";
import { words } from "../i18n/words";
import { HideReads } from "../reading/readers/HideReads";
import { Side } from "../shell/pane/Side";
import { Account } from "./Account";
import { BlockedPeople } from "./BlockedPeople";
import { Devices } from "./Devices";
import { Look } from "./Look";
import { Notifications } from "./notifications/Notifications";
import { Section } from "./Section";

export function SettingsPage() {
  return (
    <Side label={words.settings}>
      <header class="bar">
        <h1 class="bar-title" tabIndex={-1}>
          {words.settings}
        </h1>
      </header>
      <div class="settings-body">
        <Section title={prefs().look}>
          <Look />
        </Section>
        <Notifications />
        <Section title={words.reading.privacy}>
          <HideReads />
        </Section>
        <Section title={prefs().devices}>
          <Devices />
        </Section>
        <Section title={prefs().blocked}>
          <BlockedPeople />
        </Section>
        <Section title={prefs().account}>
          <Account />
        </Section>
        <Section title={prefs().about}>
          <p class="setting">
            {words.appName}
            <span class="setting-note">{prefs().version(version)}</span>
          </p>
        </Section>
      </div>
    </Side>
  );
}
