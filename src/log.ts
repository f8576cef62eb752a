/** One JSON object a line, so that a log search finds a trace id. Never a secret, never a body. */
import { AppError } from "./errors.ts";

export function log(
  level: "info" | "warn" | "error",
  message: string,
  facts: Record<string, unknown> = {},
): void {
  const line = JSON.stringify({ level, message, ...facts }, (_, value) =>
    value instanceof Error ? told(value) : value,
  );
  if (level === "error") console.error(line);
  else console.log(line);
}

function told(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: withoutParameters(error.message),
    ...(error instanceof AppError
      ? { code: error.code }
      : { stack: error.stack && withoutParameters(error.stack) }),
    ...(error.cause === undefined
      ? {}
      : { cause: error.cause instanceof Error ? told(error.cause) : error.cause }),
  };
}

/** Drizzle writes a failed query's parameters into its message: hashes, names, whatever the row holds. */
function withoutParameters(text: string): string {
  return text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, "");
}
