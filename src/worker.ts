/** The only file the runtime calls: requests, queue messages and the clock. */
import { sweep } from "./cron.ts";
import { createApp } from "./http/app.ts";
import { consume } from "./queue.ts";
import { createServices } from "./services.ts";

const app = createApp(createServices);

/** Only requests have an address of their own; nothing that the queue or the clock starts makes links. */
const NO_ORIGIN = "";

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),
  queue: (batch, env, context) => consume(createServices(env, context, NO_ORIGIN), batch),
  scheduled: (_, env, context) => sweep(createServices(env, context, NO_ORIGIN)),
} satisfies ExportedHandler<Env, unknown>;
