/** A file that is dropped beside a field for it would replace the page, and what was being written with it. As long as the page lives. */
export function refuseFiles(onRefused: () => void): void {
  const hold = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    // Who takes files has said so by now.
    if (!hasFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    onRefused();
  };
  addEventListener("dragover", hold);
  addEventListener("drop", drop);
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;
