import type { Message } from "../../../src/protocol/message";
import { Picture } from "../showing/Picture";
import type { SharedFile } from "./months";

/** A picture or video among others; the viewer goes on from it through all that are loaded. */
export function Tile(props: { shared: SharedFile; among: () => Message[] }) {
  return (
    <Picture
      file={props.shared.file}
      message={props.shared.message}
      size="third"
      isTabStop
      isThumbnail
      among={props.among}
    />
  );
}
