/** Changing the API's address: tried under a policy that admits it, kept when it answers, else taken back. */
import { recall, remember } from "../state/browser-storage.ts";
import { apiAddress } from "./session.ts";

const PROBE_MILLISECONDS = 5000;

/** @returns false when it is no http(s) address; else the page loads again */
export function tryApi(wanted: string): boolean {
  const address = wanted === "" || wanted === location.origin ? "" : originOf(wanted);
  if (address === null) return false;
  if (address === apiAddress.get()) return true;
  remember("api-tried", address === "" ? location.origin : address);
  admit(address);
  location.reload();
  return true;
}

/** @returns the tried address that did not answer; null when there was none to try, or it is used now */
export async function settleTriedApi(): Promise<string | null> {
  const tried = recall("api-tried");
  if (tried === null) return null;
  remember("api-tried", null);
  if (!(await answers(tried))) {
    admit(apiAddress.get());
    return tried;
  }
  const address = tried === location.origin ? "" : tried;
  remember("api", address === "" ? null : address);
  apiAddress.set(address);
  return null;
}

function originOf(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text).origin;
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(`${address}/api/v1/system/bootstrap`, {
      signal: AbortSignal.timeout(PROBE_MILLISECONDS),
    });
    return response.ok && typeof (await response.json()).data?.maxUploadSizeBytes === "number";
  } catch (thrown) {
    console.warn("Nothing answers at the address that was tried:", thrown);
    return false;
  }
}

/** What the door reads to admit the address in the page's policy. */
function admit(address: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we serve
  document.cookie = `nekohub-api=${encodeURIComponent(address)}; Path=/; SameSite=Strict; Max-Age=${address === "" ? 0 : 31_536_000}`;
}
