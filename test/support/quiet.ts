/**
 * The Worker's own log lines are many, and most belong to failures that a test makes: TEST_LOG=1 shows them.
 *
 * They are also written when a request or a message has been answered. Vitest would hand each to its main process
 * and wait for the answer at the end of the file, which nobody hears any more: it would wait for ever. So it leaves
 * the console alone (`disableConsoleIntercept`), and the lines end here.
 */
import { env } from "cloudflare:workers";

if (env.TEST_LOG !== "1") {
  for (const level of ["log", "error"] as const) {
    const print = console[level].bind(console);
    console[level] = (...values: unknown[]) => {
      if (!String(values[0]).startsWith('{"level":')) print(...values);
    };
  }
}
