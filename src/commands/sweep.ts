/** The cron of wrangler.toml; it never fires by itself on a local server. */
const PATH = "/cdn-cgi/handler/scheduled?cron=*+*+*+*+*";
const EVERY_MS = 60_000;

/** Fires the sweep now and each minute until the signal. What goes wrong inside is in the Worker's own log. */
export function sweepEachMinute(address: string, signal: AbortSignal): void {
  let failing = false;
  const sweep = async () => {
    const failed = await fire(address, signal);
    if (failed && !failing && !signal.aborted) console.error(`The sweep failed: ${failed}`);
    failing = failed !== null;
  };
  void sweep();
  const timer = setInterval(() => void sweep(), EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

/** @returns what failed, or null */
async function fire(address: string, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(`${address}${PATH}`, { signal });
    const outcome = await response.text();
    return response.ok ? null : outcome;
  } catch (thrown) {
    return String(thrown);
  }
}
