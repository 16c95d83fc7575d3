import { For, Match, Switch } from "solid-js";

import type { Attachment } from "../../../src/protocol/message";
import { type FilesProps, inThrees, isTile } from "../boxes";
import { kindOf } from "../kinds";
import { Card } from "./Card";
import { Clip } from "./Clip";
import { Picture } from "./Picture";
import { Sound } from "./sounds/Sound";

/** Pictures and videos as tiles: one at its own proportions, several as a grid. Everything else is a bar below them. */
export function FilesShown(props: FilesProps) {
  const tiles = () => props.files.filter(isTile);
  const bars = () => props.files.filter((file) => !isTile(file));
  const sizeOf = (nth: number) => {
    const { length } = tiles();
    if (length === 1) return "whole";
    return nth < inThrees(length) ? "third" : "half";
  };
  const isClip = (file: Attachment) => kindOf(file) === "video" && tiles().length === 1;
  return (
    <>
      <For each={tiles()}>
        {(file, nth) => (
          <Switch
            fallback={
              <Picture file={file} message={props.message} size={sizeOf(nth())} isTabStop={props.isTabStop} />
            }
          >
            <Match when={isClip(file)}>
              <Clip file={file} isTabStop={props.isTabStop} />
            </Match>
          </Switch>
        )}
      </For>
      <For each={bars()}>
        {(file) => (
          <Switch fallback={<Card file={file} isTabStop={props.isTabStop} />}>
            <Match when={kindOf(file) === "sound"}>
              <Sound file={file} isTabStop={props.isTabStop} />
            </Match>
          </Switch>
        )}
      </For>
    </>
  );
}
