/** Is it up, and what must a client know before it signs in. */
import { z } from "zod";
import { Timestamp, timestamp } from "../../shape.ts";
import { Health, health } from "../../upkeep/health.ts";
import { data } from "../envelope.ts";
import { createRouter, route } from "../router.ts";

const ping = route({
  operationId: "ping",
  method: "get",
  path: "/api/v1/system/ping",
  responses: { 200: data(z.object({ status: z.literal("ok"), timestampUtc: Timestamp }), "It is up") },
});

const bootstrap = route({
  operationId: "bootstrap",
  method: "get",
  path: "/api/v1/system/bootstrap",
  responses: {
    200: data(
      z.object({
        apiKeyRequired: z.boolean().meta({ description: "API keys are enabled in this deployment." }),
        maxUploadSizeBytes: z.int(),
        allowedContentTypes: z.array(z.string()),
      }),
      "What a client must know before it signs in",
    ),
  },
});

const readHealth = route({
  operationId: "health",
  method: "get",
  path: "/api/v1/system/health",
  responses: { 200: data(Health, "Version, background work and the settings that hold") },
});

export const systemRoutes = createRouter()
  .openapi(readHealth, async (c) => c.json({ data: await health(c.var.services) }, 200))
  .openapi(ping, (c) =>
    c.json({ data: { status: "ok" as const, timestampUtc: timestamp(c.var.services.now()) } }, 200),
  )
  .openapi(bootstrap, (c) => {
    const { apiKeys, upload } = c.var.services.settings;
    return c.json(
      {
        data: {
          apiKeyRequired: apiKeys.length > 0,
          maxUploadSizeBytes: upload.maxSizeBytes,
          allowedContentTypes: upload.allowedContentTypes,
        },
      },
      200,
    );
  });
