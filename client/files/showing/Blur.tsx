import { decode, isBlurhashValid } from "blurhash";

// In px. It is blurred anyway.
const SIDE = 24;

/** What a picture looks like from afar, until it has come. */
export function Blur(props: { hash: string }) {
  const paint = (canvas: HTMLCanvasElement): void => {
    if (!isBlurhashValid(props.hash).result) return;
    const pixels = new Uint8ClampedArray(decode(props.hash, SIDE, SIDE));
    canvas.getContext("2d")?.putImageData(new ImageData(pixels, SIDE, SIDE), 0, 0);
  };
  return (
    <canvas class="blur" width={SIDE} height={SIDE} aria-hidden="true" ref={(canvas) => paint(canvas)} />
  );
}
