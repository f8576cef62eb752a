/** An address that this deployment would refuse to call is refused when it is entered, not at the first upload. */
import { AppError, type ErrorCode } from "../errors.ts";
import { assertCallable } from "../net/outbound.ts";
import type { Services } from "../services.ts";
import type { StorageConfiguration } from "./storage-configuration.ts";

export function assertCallableEndpoints(
  { settings }: Pick<Services, "settings">,
  configuration: StorageConfiguration,
): void {
  const check = (url: string, code: ErrorCode) => {
    try {
      assertCallable(settings, new URL(url));
    } catch (cause) {
      throw new AppError(code, AppError.from(cause).message, { cause });
    }
  };
  if (configuration.kind === "s3") {
    check(configuration.endpoint, "storage_provider_profile_endpoint_invalid");
  }
  if (configuration.kind === "github-repo") {
    check(configuration.apiBaseUrl, "storage_provider_profile_github_repo_api_base_url_invalid");
    check(configuration.rawBaseUrl, "storage_provider_profile_github_repo_raw_base_url_invalid");
  }
}
