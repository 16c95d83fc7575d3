import { Show } from "solid-js";

import { words } from "../../i18n/words";
import { Panel } from "../../shell/pane/Panel";
import { hasDock } from "../../shell/pane/width";
import { Dialog } from "../../ui/Dialog";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";

const RoomInfo = lazily(() => import("./RoomInfo").then(({ RoomInfo: it }) => it));

/** Room info: a panel beside the room, or where that would be too narrow a drawer over the page. Its frame is here at once, so that nothing moves when it loads. */
export function InfoPane(props: { roomId: string; takesFocus: boolean; onClose: () => void }) {
  const content = () => (
    <Later onFailed={props.onClose}>
      <RoomInfo roomId={props.roomId} />
    </Later>
  );
  return (
    <Show
      when={hasDock()}
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
