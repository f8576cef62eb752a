import { expect, it } from "vitest";
import { calm } from "../../src/commands/chatter.ts";

function calmed(text: string): string {
  const lines: string[] = [];
  const print = calm((line) => lines.push(line));
  for (const line of text.split("\n")) print(line);
  return lines.join("\n");
}

it("drops wrangler's own words, and keeps requests, the Worker's log and errors", () => {
  const said = `
Using secrets defined in .dev.vars
Your Worker has access to the following bindings:
Binding                     Resource        Mode
env.DB (nekohub)            D1 Database     local

⎔ Starting local server...
[wrangler:info] Ready on http://127.0.0.1:8787
[wrangler:info] GET /api/v1/assets 200 OK (21ms)
{"level":"info","message":"request","method":"GET","path":"/api/v1/assets","status":200}
{"level":"error","message":"storage down"}
⎔ Reloading local server...
Your Worker has access to the following bindings:
Binding                     Resource        Mode

⎔ Local server updated and ready
✘ [ERROR] Could not resolve "./absent.ts"
    src/worker.ts:2:23:`;
  expect(calmed(said)).toBe(`GET /api/v1/assets 200 OK (21ms)
{"level":"error","message":"storage down"}
⎔ Reloading local server...
✘ [ERROR] Could not resolve "./absent.ts"
    src/worker.ts:2:23:`);
});

it("drops a warning with all of its lines, in color too, and nothing after it", () => {
  const said = `\u001b[33m▲ \u001b[43m[WARNING]\u001b[0m Scheduled Workers are not automatically triggered during local development.

  To manually trigger a scheduled event, run:
    curl "http://127.0.0.1:8787/cdn-cgi/local/scheduled"

✘ [ERROR] Uncaught Error`;
  expect(calmed(said)).toBe("✘ [ERROR] Uncaught Error");
});
