/** NekoHub's upload beside the least that could be called one: the request's bytes, put into the bucket. */
import { createApp } from "../../src/http/app.ts";
import { createServices } from "../../src/services.ts";

const app = createApp(createServices);

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/migrate") {
      for (const statement of await request.json<string[]>()) await env.DB.prepare(statement).run();
      return new Response("done");
    }
    if (pathname === "/plain") {
      await env.BUCKET.put(`plain/${crypto.randomUUID()}`, await request.arrayBuffer());
      return new Response("done");
    }
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
