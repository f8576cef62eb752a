/** One file on its way into the library. */
export type Phase =
  /** Its SHA-256 is being made and looked for. */
  | "checking"
  | "waiting"
  | "sending"
  /** Stored; thumbnail and texts are being made. */
  | "processing"
  | "ready"
  /** The same bytes are in the library already. */
  | "duplicate"
  | "failed"
  | "cancelled"
  /** The page was loaded again and this browser could not keep the file: it has to be chosen again. */
  | "lost";

export interface Options {
  isPublic: boolean;
  runEnrichment: boolean;
  storageProviderProfileId: string;
  description: string;
  altText: string;
  commitMessage: string;
}

export const USUAL_OPTIONS: Options = {
  isPublic: true,
  runEnrichment: true,
  storageProviderProfileId: "",
  description: "",
  altText: "",
  commitMessage: "",
};

export interface Entry {
  id: string;
  name: string;
  size: number;
  file: File | null;
  options: Options;
  phase: Phase;
  /** Bytes of this file that left. */
  sent: number;
  hash: string | null;
  problem: string | null;
  /** The asset it became, or whose bytes it has. */
  assetId: string | null;
  publicUrl: string | null;
  thumbnailUrl: string | null;
}

const UNDER_WAY: readonly Phase[] = ["checking", "waiting", "sending"];

export function isUnderWay({ phase }: Entry): boolean {
  return UNDER_WAY.includes(phase);
}

/** Counted as saved: failed files never are. */
export function isStored({ phase }: Entry): boolean {
  return phase === "processing" || phase === "ready";
}
