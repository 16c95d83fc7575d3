import { Part } from "../part";
import { built } from "../programs/built";
import { onFreePort } from "../programs/ports";

export const gofakes3 = (): Promise<string> => built("gofakes3");

/** A store that speaks S3 and checks signatures, in memory: it forgets everything when it ends. `url` is an S3_URL. */
export async function startS3(): Promise<Part> {
  const server = await gofakes3();
  // A secret as real ones are: with what means something in an address.
  const [bucket, key, secret] = ["potato", "KEY", "se/cret+of&a@store"];
  return onFreePort((port) => {
    const address = `127.0.0.1:${port}`;
    return new Part({
      name: "s3",
      url: `http://${key}:${encodeURIComponent(secret)}@${address}/${bucket}?region=us-east-1`,
      command: [server, address, bucket, key, secret],
      isUp: /Listening on/,
    });
  });
}
