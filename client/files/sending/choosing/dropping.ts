import { createSignal, onCleanup, onMount } from "solid-js";

// Files that are dragged over a room, or pasted into its field.

interface Catching {
  room: () => Element | null;
  field: () => HTMLElement;
  onFiles: (files: File[], folders: string[]) => void;
}

/** Whether files are over the room now. */
export function createCatching({ room, field, onFiles }: Catching): () => boolean {
  const [isOver, setOver] = createSignal(false);

  const over = (event: Event): void => {
    if (!(event instanceof DragEvent) || !hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    setOver(true);
  };
  // It fires for each element inside of the room, too.
  const leave = (event: Event): void => {
    const to = event instanceof DragEvent ? event.relatedTarget : null;
    if (!(to instanceof Node) || !room()?.contains(to)) setOver(false);
  };
  const drop = (event: Event): void => {
    setOver(false);
    if (!(event instanceof DragEvent) || !hasFiles(event)) return;
    event.preventDefault();
    const { files, folders } = partsOf(event.dataTransfer);
    onFiles(files, folders);
  };
  const paste = (event: ClipboardEvent): void => {
    const { files, folders } = partsOf(event.clipboardData);
    if (files.length === 0 || isText(event.clipboardData)) return;
    event.preventDefault();
    onFiles(files, folders);
  };

  onMount(() => {
    const [here, typed] = [room(), field()];
    here?.addEventListener("dragover", over);
    here?.addEventListener("dragleave", leave);
    here?.addEventListener("drop", drop);
    typed.addEventListener("paste", paste);
    onCleanup(() => {
      here?.removeEventListener("dragover", over);
      here?.removeEventListener("dragleave", leave);
      here?.removeEventListener("drop", drop);
      typed.removeEventListener("paste", paste);
    });
  });
  return isOver;
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;

/** Office programs put a picture of the text beside it. */
const isText = (data: DataTransfer | null): boolean =>
  data !== null &&
  data.types.includes("text/plain") &&
  ["text/html", "text/rtf"].some((type) => data.types.includes(type));

/** A folder comes as a file that cannot be read. */
function partsOf(data: DataTransfer | null): { files: File[]; folders: string[] } {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry() }));
  const isFolder = ({ entry }: (typeof entries)[number]) => entry?.isDirectory ?? false;
  return {
    files: entries.filter((one) => !isFolder(one)).flatMap(({ file }) => file ?? []),
    folders: entries.filter(isFolder).flatMap(({ entry }) => entry?.name ?? []),
  };
}
