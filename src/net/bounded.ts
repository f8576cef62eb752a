/** An answer whose body can't be endless, neither in bytes nor in time. */
import { AppError } from "../errors.ts";

export interface Bounds {
  maxBytes: number;
  /** From now until the last byte. */
  timeoutMs: number;
  /** Aborting it ends the request. */
  stop: AbortController;
}

/**
 * The same answer; reading its body fails with `outbound_too_large`, `outbound_timeout` or, when the connection
 * breaks, `outbound_unreachable`.
 */
export function bounded(response: Response, { maxBytes, timeoutMs, stop }: Bounds): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const reader = body.getReader();
  const late = new AppError(
    "outbound_timeout",
    `The server did not finish its answer in ${timeoutMs / 1000} seconds.`,
  );
  let failed: AppError | null = null;
  const timer = setTimeout(() => {
    failed = late;
    stop.abort(late);
  }, timeoutMs);
  let read = 0;

  const counted = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (failed !== null) throw failed;
        if (done) {
          clearTimeout(timer);
          controller.close();
          return;
        }
        read += value.length;
        if (read > maxBytes) {
          throw new AppError("outbound_too_large", `The server's answer is larger than ${maxBytes} bytes.`);
        }
        controller.enqueue(value);
      } catch (thrown) {
        clearTimeout(timer);
        const error = failed ?? asBroken(thrown);
        stop.abort(error);
        controller.error(error);
      }
    },
    cancel(reason) {
      clearTimeout(timer);
      return reader.cancel(reason);
    },
  });
  return new Response(counted, { status, statusText, headers });
}

function asBroken(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (ranOutOfTime(thrown)) {
    return new AppError("outbound_timeout", "The server did not finish its answer in time.", {
      cause: thrown,
    });
  }
  return new AppError("outbound_unreachable", "The connection broke before the answer was complete.", {
    cause: thrown,
  });
}

/** Whether the caller's own signal ended it. */
export function ranOutOfTime(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === "TimeoutError" || thrown.name === "AbortError");
}
