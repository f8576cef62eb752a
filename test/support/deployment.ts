/** A Worker beside the real one: the same code and bindings, with other settings or a swapped part. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createApp } from "../../src/http/app.ts";
import { createServices, type Services } from "../../src/services.ts";
import { type Client, clientOf } from "./api.ts";
import { NO_CUT, Power } from "./power.ts";

/** @param power - counts the calls of the database and can cut them off */
export function deployment({
  vars = {},
  services = {},
  power = new Power(NO_CUT),
}: {
  vars?: Record<string, string>;
  services?: Partial<Services>;
  power?: Power;
} = {}): Client {
  const bindings = { ...env, ...vars, DB: power.database(env.DB) };
  const app = createApp((_, ...rest) => ({ ...createServices(bindings, ...rest), ...services }));
  return clientOf(async (request) => {
    const context = createExecutionContext();
    const response = await app.fetch(request, env, context);
    await waitOnExecutionContext(context);
    return response;
  });
}
