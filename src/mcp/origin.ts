/** Whose pages may speak to `/mcp`: the deployment's own, told by its address and by nothing that a caller forwards. */
import type { Settings } from "../settings.ts";

const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;
const LOOPBACK_NAME = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** @returns true also without an `Origin`: then no page asked */
export function isOwnOrigin(request: Request, { publicBaseUrl }: Settings): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  const here = new URL(request.url);
  if (origin !== here.origin) return false;
  // A page can point its own name at the reader's machine (DNS rebinding): then both agree and prove nothing.
  // Cloudflare only lets names of the deployment through, so this is about a server on one's own machine.
  const isFromThisMachine = LOOPBACK_ADDRESS.test(request.headers.get("cf-connecting-ip") ?? "");
  const isPublicName = publicBaseUrl !== null && new URL(publicBaseUrl).origin === origin;
  return !isFromThisMachine || isPublicName || LOOPBACK_NAME.test(here.hostname);
}
