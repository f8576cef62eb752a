/** The repository behind a profile, for looking around and for single files. */
import { AppError, type ErrorCode } from "../errors.ts";
import type { Services } from "../services.ts";
import { GithubFailure } from "../storage/github-api.ts";
import type { GithubRepository, TreeEntry } from "../storage/github-repository.ts";
import { relativePath } from "./configuration-values.ts";
import { checkSecrets, configurationOf } from "./storage-configuration.ts";
import type { GithubConfiguration } from "./storage-github.ts";
import { existingProfile } from "./storage-profiles.ts";
import { openSecrets } from "./storage-secrets.ts";

export interface RepositoryAccess {
  profileId: string;
  repository: GithubRepository;
  configuration: GithubConfiguration;
  /** Whether anybody can read the repository; else only NekoHub hands its files out. */
  isPublic: boolean;
}

/** @throws {AppError} when the profile is disabled, of another type, or not valid any more */
export async function repositoryAccess(services: Services, id: string): Promise<RepositoryAccess> {
  const profile = await existingProfile(services, id);
  if (!profile.isEnabled) {
    throw new AppError(
      "storage_provider_profile_disabled",
      `The storage profile "${profile.name}" is disabled.`,
    );
  }
  if (profile.providerType !== "github-repo") {
    throw new AppError(
      "storage_provider_profile_provider_type_mismatch",
      `The storage profile "${profile.name}" is no GitHub repository.`,
    );
  }
  const configuration = configurationOf(profile);
  const secrets = checkSecrets(configuration, await openSecrets(services, profile));
  if (configuration.kind !== "github-repo") throw new Error("a type and its configuration belong together");
  return {
    profileId: profile.id,
    repository: services.drivers.repository({
      configuration,
      secrets: secrets?.kind === "github-repo" ? secrets : null,
    }),
    configuration,
    isPublic: configuration.visibilityPolicy === "public-only",
  };
}

export function pathInRepository(given: string): string {
  return relativePath(given, "storage_provider_relative_path_invalid");
}

/** From the base path to the repository's root. */
export function fullPath({ basePath }: GithubConfiguration, path: string): string {
  return [basePath, path].filter((part) => part !== "").join("/");
}

/** The tree of a folder, found segment by segment. @returns null when there is nothing; "file" for a file */
export async function folderAt(repository: GithubRepository, path: string): Promise<string | "file" | null> {
  let tree = repository.branch;
  for (const segment of path.split("/").filter((part) => part !== "")) {
    const { entries }: { entries: TreeEntry[] } = await repository.tree(tree, false);
    const entry = entries.find((candidate) => candidate.path === segment);
    if (entry === undefined) return null;
    if (entry.type === "file") return "file";
    tree = entry.sha;
  }
  return tree;
}

/** GitHub's own failures under the code of what was tried. */
export async function trying<T>(code: ErrorCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof GithubFailure) throw new AppError(code, thrown.message, { cause: thrown });
    throw thrown;
  }
}
