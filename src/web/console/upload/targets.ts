/** Where files can go, for those who may know. */
import { readStorages } from "../api/storages.ts";
import { may } from "../session/session.ts";
import { useQuery } from "../state/query.ts";

export interface Target {
  id: string;
  label: string;
  takesCommits: boolean;
}

export function useTargets(): Target[] {
  const { data } = useQuery(may("providers.read") ? "storages" : null, readStorages);
  return (data?.profiles ?? [])
    .filter(({ isEnabled }) => isEnabled)
    .map(({ id, name, displayName, providerType }) => ({
      id,
      label: displayName ?? name,
      takesCommits: providerType === "github-repo",
    }));
}
