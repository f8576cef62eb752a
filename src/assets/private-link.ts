/** A link to a private picture, for somebody without an account, for a while. */
import { z } from "zod";
import { assetById } from "../database/assets.ts";
import type { Services } from "../services.ts";
import { fields, Timestamp, timestamp } from "../shape.ts";
import { assetNotFound } from "./library.ts";
import { signedUrl } from "./links.ts";

const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 604_800;
const USUAL_SECONDS = 3600;

export const LinkRequest = fields({
  expiresInSeconds: z.int().min(SHORTEST_SECONDS).max(LONGEST_SECONDS).default(USUAL_SECONDS),
}).nullable();

export const SignedLink = z.object({ url: z.url(), expiresAtUtc: Timestamp }).meta({ id: "SignedLink" });

export async function privateLink(
  services: Services,
  id: string,
  request: z.infer<typeof LinkRequest>,
): Promise<z.infer<typeof SignedLink>> {
  const asset = await assetById(services.db, id);
  if (asset === null) throw assetNotFound(id);
  const expires = Math.floor(services.now() / 1000) + (request?.expiresInSeconds ?? USUAL_SECONDS);
  return {
    url: await signedUrl(services, asset.storageKey, expires),
    expiresAtUtc: timestamp(expires * 1000),
  };
}
