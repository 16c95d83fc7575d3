import type { Message } from "../../../src/protocol/message";
import { Readers } from "../../reading/readers/Readers";
import { TypingNotice } from "../../typing/TypingNotice";
import { LeftBar } from "../catchup/LeftBar";
import { DayPill } from "../days/DayPill";
import { RecoveredNotice } from "../holes/RecoveredNotice";
import { Transcript } from "../transcript/Transcript";
import { isDraft, type RowItem } from "../view/item";
import type { Scroller } from "../view/scroller";

/** What the log can do without at first. Loaded after it. */
export function LogExtras(props: { roomId: string; items: RowItem[]; scroller: Scroller }) {
  const find = (key: string): Message | undefined =>
    props.items.findLast((item): item is Message => !isDraft(item) && String(item.seq) === key);
  return (
    <>
      <DayPill items={props.items} scroller={props.scroller} />
      <LeftBar roomId={props.roomId} />
      {/* Without it messages are copied and printed as the browser does it. */}
      <Transcript roomId={props.roomId} log={props.scroller.list()} items={props.items} />
      <Readers log={props.scroller.list} find={find} />
      <TypingNotice roomId={props.roomId} />
      <RecoveredNotice roomId={props.roomId} />
    </>
  );
}
