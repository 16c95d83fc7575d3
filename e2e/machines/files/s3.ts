import { Part } from "../part";
import { built } from "../programs/built";
import { onFreePort } from "../programs/ports";

export const gofakes3 = (): Promise<string> => built("gofakes3");

/** An in-memory S3 server that checks signatures. `url` is an S3_URL. */
export async function startS3(): Promise<Part> {
  const server = await gofakes3();
  // Like real secrets, with characters that have a meaning in a URL.
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
