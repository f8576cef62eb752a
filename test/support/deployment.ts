/** A Worker beside the real one: the same code and bindings, with other settings or a swapped part. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createApp } from "../../src/http/app.ts";
import { createServices, type Services } from "../../src/services.ts";
import { readSettings } from "../../src/settings.ts";
import { type Client, clientOf } from "./api.ts";

export function deployment({
  vars = {},
  services = {},
}: {
  vars?: Record<string, string>;
  services?: Partial<Services>;
}): Client {
  const settings = readSettings({ ...env, ...vars });
  const app = createApp((...opened) => ({ ...createServices(...opened), settings, ...services }));
  return clientOf(async (request) => {
    const context = createExecutionContext();
    const response = await app.fetch(request, env, context);
    await waitOnExecutionContext(context);
    return response;
  });
}
