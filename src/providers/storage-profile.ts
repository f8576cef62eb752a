/** Where uploads can go: a configured storage and what is known of it. */
export interface StorageProfile {
  id: string;
  name: string;
  displayName: string | null;
  providerType: string;
  isEnabled: boolean;
  isDefault: boolean;
  configuration: Record<string, unknown>;
  secretCiphertext: string | null;
  createdAt: number;
  updatedAt: number;
}

/** What an asset says of its storage: an S3 profile's own provider name, else the type. */
export function providerNameOf(profile: StorageProfile | null): string {
  if (profile === null) return "r2";
  const named = profile.configuration.providerName;
  return typeof named === "string" && named !== "" ? named : profile.providerType;
}
