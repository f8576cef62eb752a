/** Where everybody can read an object without NekoHub: only where the profile itself says so. */
import { publicStorageProfiles } from "../database/storage-profiles.ts";
import type { Services } from "../services.ts";
import { repositoryPath } from "../storage/github.ts";
import { rawUrl } from "../storage/github-repository.ts";
import { configurationOf, type StorageConfiguration } from "./storage-configuration.ts";

type Address = (storageKey: string) => string;

/** A profile's own address for a key; null when it has none and NekoHub serves it. */
export async function directAddress(
  services: Services,
  profileId: string | null,
  storageKey: string,
): Promise<string | null> {
  if (profileId === null || services.settings.publicBaseUrl !== null) return null;
  return (await addresses(services)).get(profileId)?.(storageKey) ?? null;
}

const known = new WeakMap<Services, Promise<Map<string, Address>>>();

/** Read once an invocation: a page of assets asks a hundred times. */
function addresses(services: Services): Promise<Map<string, Address>> {
  const read = known.get(services) ?? readAddresses(services);
  known.set(services, read);
  return read;
}

async function readAddresses({ db }: Services): Promise<Map<string, Address>> {
  const profiles = await publicStorageProfiles(db);
  return new Map(
    profiles.flatMap((profile): [string, Address][] => {
      const address = addressIn(configurationOf(profile));
      return address === null ? [] : [[profile.id, address]];
    }),
  );
}

function addressIn(configuration: StorageConfiguration): Address | null {
  if (configuration.kind === "github-repo") {
    if (configuration.visibilityPolicy !== "public-only") return null;
    return (key) => rawUrl(configuration, repositoryPath(configuration.basePath, key));
  }
  const { publicBaseUrl } = configuration;
  return publicBaseUrl === null
    ? null
    : (key) => `${publicBaseUrl}/${key.split("/").map(encodeURIComponent).join("/")}`;
}
