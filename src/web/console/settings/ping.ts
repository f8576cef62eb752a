/** Whether the API answers, and how fast. */
import { call } from "../session/call.ts";

export async function ping(): Promise<{ milliseconds: number }> {
  const started = performance.now();
  await call("/api/v1/system/ping");
  return { milliseconds: Math.round(performance.now() - started) };
}
