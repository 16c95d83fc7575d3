import { type DetailedError, Upload, type UploadOptions } from "tus-js-client";

import type { Code } from "../../../../src/protocol/problem";
import { currentToken } from "../../../api";
import { FIRST_CHUNK, nextChunk } from "./pace";

// Without a byte for this long, in ms, the line is taken for dead: the browser itself would wait for minutes.
const STALLED_MS = 30_000;

export interface TusAttempt {
  /** The path where it goes on; undefined for a new upload. */
  url: string | undefined;
  signal: AbortSignal;
  /** How long one request is to take, in ms. */
  aim: number;
  onUrl: (url: string) => void;
  onProgress: (bytes: number) => void;
}

type TusAnswer =
  | { data: string; error: null }
  | { data: null; error: { value: unknown }; response: Response | undefined };

/**
 * Sends a blob from where the server has it, until it is whole or something comes between. Answers with its path, or as `api`
 * does. tus-js-client would begin a new upload whatever it is refused with: here it must not, and retries are ours.
 */
export function attempt(blob: Blob, { url, signal, aim, onUrl, onProgress }: TusAttempt): Promise<TusAnswer> {
  return new Promise((resolve, reject) => {
    let stalled: ReturnType<typeof setTimeout>;
    let began = performance.now();
    const upload = new Upload(blob, {
      ...targetOf(url),
      chunkSize: FIRST_CHUNK,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => {
        began = performance.now();
        request.setHeader("authorization", `Bearer ${currentToken() ?? ""}`);
        watch();
      },
      onUploadUrlAvailable: () => onUrl(pathOf(upload)),
      onProgress: (bytes) => {
        onProgress(bytes);
        watch();
      },
      onChunkComplete: (bytes) => {
        upload.options.chunkSize = nextChunk(bytes, performance.now() - began, aim);
      },
      onSuccess: () => end({ data: pathOf(upload), error: null }),
      onError: (error) => end(refusalOf(error)),
    });
    const stop = () => {
      void upload.abort();
      end(OFFLINE);
    };
    signal.addEventListener("abort", stop);
    watch();
    upload.start();

    function watch(): void {
      clearTimeout(stalled);
      stalled = setTimeout(stop, STALLED_MS);
    }

    function end(answer: TusAnswer): void {
      clearTimeout(stalled);
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(answer);
    }
  });
}

const OFFLINE: TusAnswer = { data: null, error: { value: null }, response: undefined };

const targetOf = (url: string | undefined): UploadOptions =>
  url === undefined
    ? { endpoint: `${location.origin}/api/uploads` }
    : { endpoint: null, uploadUrl: location.origin + url };

const pathOf = ({ url }: Upload): string => new URL(url ?? "", location.origin).pathname;

// An answer to HEAD has no body.
const codes: Record<number, Code> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  410: "not-found",
  413: "too-large",
  // The request before it, whose line was cut, still holds the upload.
  423: "conflict",
  429: "rate-limited",
};

function refusalOf(error: Error | DetailedError): TusAnswer {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  const status = answer?.getStatus() ?? 0;
  if (!answer || status === 0) return OFFLINE;
  const retryAfter = answer.getHeader("Retry-After");
  const headers = retryAfter ? { "retry-after": retryAfter } : undefined;
  return {
    data: null,
    error: { value: { ...problemOf(answer.getBody()), ...(codes[status] ? { code: codes[status] } : {}) } },
    response: new Response(null, headers ? { status, headers } : { status }),
  };
}

function problemOf(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
