import { lazy, Show } from "solid-js";

import { words } from "../../i18n/words";
import { Panel } from "../../shell/pane/Panel";
import { hasTwoPanes } from "../../shell/pane/width";
import { Dialog } from "../../ui/Dialog";
import { Later } from "../../ui/Later";

const RoomInfo = lazy(() => import("./RoomInfo").then((info) => ({ default: info.RoomInfo })));

/** Room info: on a phone a sheet over the page, else a panel. Its frame is here at once, so that nothing moves when it loads. */
export function InfoPane(props: { roomId: string; takesFocus: boolean; onClose: () => void }) {
  const content = () => (
    <Later onFailed={props.onClose}>
      <RoomInfo roomId={props.roomId} />
    </Later>
  );
  return (
    <Show
      when={hasTwoPanes()}
      fallback={
        <Dialog title={words.groups.info} isDrawer onClose={() => props.onClose()}>
          {content()}
        </Dialog>
      }
    >
      <Panel title={words.groups.info} takesFocus={props.takesFocus} onClose={() => props.onClose()}>
        {content()}
      </Panel>
    </Show>
  );
}
