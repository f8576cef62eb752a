/** How the deployment is doing: its background work, and the settings that hold, without secrets. */
import { z } from "zod";
import manifest from "../../package.json";
import { countWork } from "../database/health.ts";
import type { Services } from "../services.ts";
import { Timestamp, timestampOrNull } from "../shape.ts";

export const Health = z
  .object({
    version: z.string(),
    jobs: z.object({
      queued: z.int(),
      running: z.int(),
      failed: z.int(),
      oldestQueuedAtUtc: Timestamp.nullable(),
      lastError: z.string().nullable().meta({ description: "Of the job that failed last" }),
    }),
    waitingRemovals: z
      .int()
      .meta({ description: "Objects that still have to be deleted from their storage" }),
    settings: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]))
      .meta({ description: "By the name that each has in the configuration" }),
  })
  .meta({ id: "Health" });

export async function health({ db, settings, origin }: Services): Promise<z.infer<typeof Health>> {
  const { oldestQueuedAt, waitingRemovals, ...jobs } = await countWork(db);
  return {
    version: manifest.version,
    jobs: { ...jobs, oldestQueuedAtUtc: timestampOrNull(oldestQueuedAt) },
    waitingRemovals,
    settings: {
      PUBLIC_BASE_URL: settings.publicBaseUrl ?? `${origin}/content`,
      MAX_UPLOAD_SIZE_BYTES: settings.upload.maxSizeBytes,
      ALLOWED_CONTENT_TYPES: settings.upload.allowedContentTypes,
      STRIP_METADATA_ON_UPLOAD: settings.upload.stripMetadata,
      DEFAULT_PAGE_SIZE: settings.paging.defaultPageSize,
      MAX_PAGE_SIZE: settings.paging.maxPageSize,
      JWT_ISSUER: settings.jwt.issuer,
      JWT_AUDIENCE: settings.jwt.audience,
      ACCESS_TOKEN_MINUTES: settings.jwt.accessTokenSeconds / 60,
      REFRESH_TOKEN_DAYS: settings.jwt.refreshTokenSeconds / 86_400,
      CORS_ALLOWED_ORIGINS: settings.corsAllowedOrigins,
      ALLOW_PRIVATE_NETWORK_ENDPOINTS: settings.allowPrivateNetworkEndpoints,
    },
  };
}
