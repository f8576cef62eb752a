/** A page as somebody without an account gets it. */
import { api } from "../support/api.ts";

export async function page(path: string, headers: Record<string, string> = {}) {
  const response = await api.get(path, { bearer: null, headers });
  return { status: response.status, text: await response.text() };
}
