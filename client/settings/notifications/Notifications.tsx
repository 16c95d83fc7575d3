import type { Notifications as Chosen } from "../../../src/protocol/user";
import { pushing } from "../../i18n/push/words";
import { createNotifications } from "../../push/settings";
import { Switch } from "../../ui/form/Switch";
import { Loaded } from "../../ui/States";
import { Section } from "../Section";
import { Keywords } from "./Keywords";
import { QuietTime } from "./QuietTime";
import { RightNow } from "./RightNow";
import { Sounds } from "./Sounds";
import { ThisDevice } from "./ThisDevice";

// What an account begins with.
const UNKNOWN: Chosen = { hideContents: false, quiet: null, sounds: false, keywords: [] };

/** What is a matter of this device, and what of the account. While the account's settings load they stand there already. */
export function Notifications() {
  const store = createNotifications();
  const chosen = () => store.known() ?? UNKNOWN;
  return (
    <>
      <Section title={pushing().title}>
        <RightNow quiet={chosen().quiet} />
        <ThisDevice />
        <Sounds onChange={(sounds) => store.change(() => ({ sounds }))} />
      </Section>
      <Section title={pushing().everywhere}>
        <Loaded state={store.state() === "failed" ? "failed" : "ready"} onRetry={() => void store.load()}>
          <Switch
            label={pushing().hide}
            isOn={store.known()?.hideContents}
            onChange={(hideContents) => store.change(() => ({ hideContents }))}
          />
          <p class="setting-hint">{pushing().hideHint}</p>
          <QuietTime
            quiet={store.known()?.quiet}
            onChange={(of) => store.change(({ quiet }) => ({ quiet: of(quiet) }))}
          />
          <Keywords
            keywords={chosen().keywords}
            onChange={(of) => store.change(({ keywords }) => ({ keywords: of(keywords) }))}
          />
        </Loaded>
        <p class="fault" role="alert">
          {store.fault()}
        </p>
      </Section>
    </>
  );
}
