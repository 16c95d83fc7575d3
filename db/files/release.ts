/**
 * Gives the memory of these bytes back at once, unless others share it. Left to the collector, which sees only the small
 * objects, what a minute of uploads had brought took a hundred megabytes.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
