/** Which revisions of the protocol are spoken. */

/** With `initialize`; the first is the one offered to a client that asks for another. */
export const HANDSHAKE_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26"] as const;

/** Without `initialize`: each request says who asks and in which revision. */
const ENVELOPE_VERSIONS: readonly string[] = ["2026-07-28"];

export const LATEST_HANDSHAKE_VERSION = HANDSHAKE_VERSIONS[0];

/** The only revision that knows several messages in one body. */
export const BATCH_VERSION = "2025-03-26";

export function isSpoken(version: string): boolean {
  return isHandshakeVersion(version) || ENVELOPE_VERSIONS.includes(version);
}

export function isHandshakeVersion(version: string): boolean {
  return HANDSHAKE_VERSIONS.some((known) => known === version);
}
