/** From a configured storage to its driver. */
import { AppError } from "../errors.ts";
import type { Outbound } from "../net/outbound.ts";
import type { StorageConfiguration, StorageSecrets } from "../providers/storage-configuration.ts";
import type { GithubConfiguration, GithubSecrets } from "../providers/storage-github.ts";
import type { StorageDriver } from "./driver.ts";
import { githubDriver } from "./github.ts";
import { type GithubRepository, githubRepository } from "./github-repository.ts";
import { r2Driver } from "./r2.ts";
import { s3Driver } from "./s3.ts";

/** Checked values, in the clear. */
export interface Storage {
  configuration: StorageConfiguration;
  secrets: StorageSecrets | null;
}

export interface Drivers {
  /** The driver of a storage; null = the built-in bucket without a profile. */
  of(storage: Storage | null): StorageDriver;
  /** The repository behind a storage of that kind, for what is not an asset. */
  repository(storage: {
    configuration: GithubConfiguration;
    secrets: GithubSecrets | null;
  }): GithubRepository;
}

export function storageDrivers({ bucket, outbound }: { bucket: R2Bucket; outbound: Outbound }): Drivers {
  const turns = new Map<string, Promise<unknown>>();
  const repository: Drivers["repository"] = ({ configuration, secrets }) =>
    githubRepository({ ...configuration, token: secrets?.token ?? null, outbound, turns });
  return {
    repository,
    of(storage) {
      if (storage === null) return r2Driver({ bucket });
      const { configuration, secrets } = storage;
      switch (configuration.kind) {
        case "bucket":
          return r2Driver({ bucket, type: configuration.type, prefix: folder(configuration.rootPath) });
        case "s3":
          if (secrets?.kind !== "s3")
            throw new AppError("storage_provider_access_denied", "The keys are missing.");
          return s3Driver({ ...configuration, ...secrets, outbound });
        case "github-repo":
          return githubDriver({
            repository: repository({
              configuration,
              secrets: secrets?.kind === "github-repo" ? secrets : null,
            }),
            basePath: configuration.basePath,
          });
      }
    },
  };
}

function folder(path: string): string {
  return path === "" ? "" : `${path}/`;
}
