/** The API as one Hono app: what every request gets, the routes, and how failures read. */
import { AppError } from "../errors.ts";
import { failurePage, missingPage } from "../gallery/pages.ts";
import { galleryRoutes } from "../gallery/routes.ts";
import { log } from "../log.ts";
import { mcpRoutes } from "../mcp/door.ts";
import type { Context, Services } from "../services.ts";
import { crossOrigin } from "./cross-origin.ts";
import { errorResponse } from "./envelope.ts";
import { allowedMethods, namedMethods } from "./methods.ts";
import { isPageRequest, withoutSlash } from "./page-request.ts";
import { createRouter } from "./router.ts";
import { aiProviderRoutes } from "./routes/ai-providers.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { assetRoutes } from "./routes/assets.ts";
import { auditRoutes } from "./routes/audit.ts";
import { authRoutes } from "./routes/auth.ts";
import { consoleRoutes } from "./routes/console.ts";
import { publicRoutes } from "./routes/public.ts";
import { skillRoutes } from "./routes/skills.ts";
import { storageRoutes } from "./routes/storage.ts";
import { storageGithubRoutes } from "./routes/storage-github.ts";
import { storageMigrationRoutes } from "./routes/storage-migrations.ts";
import { systemRoutes } from "./routes/system.ts";
import { uploadRoutes } from "./routes/uploads.ts";
import { userRoutes } from "./routes/users.ts";
import { workflowRoutes } from "./routes/workflows.ts";

export type OpenServices = (env: Env, context: Context, origin: string) => Services;

export function createApp(openServices: OpenServices) {
  const app = createRouter();

  app.use(async (c, next) => {
    const started = Date.now();
    c.set("traceId", crypto.randomUUID());
    c.set("services", openServices(c.env, c.executionCtx, new URL(c.req.url).origin));
    await next();
    // Cloudflare's cache keeps whatever doesn't forbid it: forbidding is the default, a route opts in.
    if (!c.res.headers.has("cache-control")) c.header("Cache-Control", "private, no-store");
    c.header("X-Content-Type-Options", "nosniff");
    log("info", "request", {
      traceId: c.var.traceId,
      method: c.req.method,
      // An upload ticket in a path is a credential.
      path: c.req.path.replace(/^(\/uploads\/).+/, "$1…"),
      status: c.res.status,
      milliseconds: Date.now() - started,
    });
  });
  app.use(crossOrigin);
  app.use((c, next) => {
    const methods = namedMethods(app.routes, c.req.path);
    // A word that is a route is no id, whatever the method.
    if (methods.length > 0 && !methods.includes(c.req.method)) throw notAllowed(c.req.path, methods);
    return next();
  });

  app.route("/", systemRoutes);
  app.route("/", authRoutes);
  app.route("/", userRoutes);
  app.route("/", apiKeyRoutes);
  app.route("/", auditRoutes);
  app.route("/", skillRoutes);
  app.route("/", assetRoutes);
  app.route("/", uploadRoutes);
  app.route("/", publicRoutes);
  app.route("/", storageRoutes);
  app.route("/", storageGithubRoutes);
  app.route("/", storageMigrationRoutes);
  app.route("/", aiProviderRoutes);
  app.route("/", workflowRoutes);
  app.route("/", mcpRoutes);
  app.route("/", galleryRoutes);
  app.route("/", consoleRoutes);

  app.doc31("/openapi/v1.json", {
    openapi: "3.1.0",
    info: { title: "NekoHub", version: "1", description: "Self-hosted image asset manager." },
  });

  app.notFound((c) => {
    if (isPageRequest(c.req)) {
      const page = withoutSlash(app.routes, c.req);
      return page === null ? missingPage(c) : c.redirect(page, 301);
    }
    const methods = allowedMethods(app.routes, c.req.path);
    const error =
      methods.length === 0
        ? new AppError("not_found", `There is nothing at ${c.req.path}.`)
        : notAllowed(c.req.path, methods);
    return errorResponse(error, c.var.traceId);
  });

  app.onError(async (thrown, c) => {
    const error = AppError.from(thrown);
    const traceId = c.var.traceId ?? crypto.randomUUID();
    if (error.status >= 500) log("error", "request failed", { traceId, error });
    if (isPageRequest(c.req)) {
      try {
        return await failurePage(c, error.status, traceId);
      } catch (cause) {
        log("error", "the page that says so failed too", { traceId, error: AppError.from(cause) });
      }
    }
    const response = errorResponse(error, traceId);
    if (error.status === 401) response.headers.set("WWW-Authenticate", 'Bearer realm="NekoHub"');
    return response;
  });

  return app;
}

function notAllowed(path: string, methods: string[]): AppError {
  return new AppError("method_not_allowed", `${path} takes ${methods.join(", ")}.`, {
    headers: { Allow: methods.join(", ") },
  });
}
