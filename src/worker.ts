/** The only file the runtime calls. */
import { createApp } from "./http/app.ts";
import { createServices } from "./services.ts";

const app = createApp(createServices);

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),
} satisfies ExportedHandler<Env, { jobId: string }>;
