/** From an `Authorization` header to who is asking. */
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { PERMISSIONS, type Principal } from "./permissions.ts";

/** @throws {AppError} 401 with the code that tells a missing, a wrong and an expired credential apart */
export async function identify(
  { settings }: Services,
  authorization: string | undefined,
): Promise<Principal> {
  if (authorization === undefined)
    throw new AppError("api_key_missing", "Send an access token or an API key.");
  const key = authorization.replace(/^Bearer /i, "").trim();
  if (!settings.apiKeys.includes(key)) throw new AppError("api_key_invalid", "This API key is not known.");
  return { kind: "apiKey", name: "api-key", permissions: new Set(PERMISSIONS) };
}
