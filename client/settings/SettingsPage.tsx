import type { JSX } from "solid-js";

import { version } from "../../package.json";
import { words } from "../i18n/words";
import { HideReads } from "../reading/readers/HideReads";
import { Side } from "../shell/pane/Side";
import { Account } from "./Account";
import { BlockedPeople } from "./BlockedPeople";
import { Devices } from "./Devices";
import { Look } from "./Look";
import { Sounds } from "./Sounds";

export function SettingsPage() {
  return (
    <Side label={words.settings}>
      <header class="bar">
        <h1 class="bar-title" tabIndex={-1}>
          {words.settings}
        </h1>
      </header>
      <div class="settings-body">
        <Section title={words.prefs.look}>
          <Look />
        </Section>
        <Section title={words.prefs.soundsTitle}>
          <Sounds />
        </Section>
        <Section title={words.reading.privacy}>
          <HideReads />
        </Section>
        <Section title={words.prefs.devices}>
          <Devices />
        </Section>
        <Section title={words.prefs.blocked}>
          <BlockedPeople />
        </Section>
        <Section title={words.prefs.account}>
          <Account />
        </Section>
        <Section title={words.prefs.about}>
          <p class="setting">
            {words.appName}
            <span class="setting-note">{words.prefs.version(version)}</span>
          </p>
        </Section>
      </div>
    </Side>
  );
}

function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section class="setting-group">
      <h2>{props.title}</h2>
      <div class="card">{props.children}</div>
    </section>
  );
}
