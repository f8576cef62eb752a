import { buildBrowserCode, watchBrowserCode } from "./build.ts";
import { buildFonts } from "./build-fonts.ts";
import { refusePortInUse, startDevServer } from "./dev-server.ts";
import { checkSecrets, type DevVars, prepareDevVars } from "./dev-vars.ts";
import { migrate } from "./migrate.ts";
import { run } from "./refusal.ts";
import { HELP, readServeOptions, type ServeOptions } from "./serve-options.ts";
import { sweepEachMinute } from "./sweep.ts";

/** `npm start`: secrets, database, fonts, browser code, then the server, until Ctrl-C or SIGTERM. */
async function start(): Promise<void> {
  const options = readServeOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  const ending = endOnSignals();
  try {
    await refusePortInUse(options);
    const secrets = prepareDevVars(options.envFile);
    checkSecrets({ ...secrets.values, ...options.vars }, secrets.path);
    await migrate({ persistTo: options.persistTo }, ending.signal);
    await buildFonts();
    const stopWatching = await browserCode(options);
    const server = await startDevServer(options, ending.signal);
    await firstAnswer(server.address, ending.signal);
    console.log(banner(server.address, secrets, options));
    sweepEachMinute(server.address, ending.signal);
    await server.ended;
    await stopWatching();
    if (!ending.signal.aborted) throw new Error("The server ended by itself; the reason is above.");
  } catch (thrown) {
    if (!ending.signal.aborted) throw thrown; // being asked to end is no failure
  } finally {
    ending.abort();
  }
}

function endOnSignals(): AbortController {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => ending.abort());
  if (process.env.npm_lifecycle_event) endWithParent(ending);
  return ending;
}

/** npm hands a SIGTERM on to its shell only, and some shells die of it without telling us. */
function endWithParent(ending: AbortController): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) ending.abort();
  }, 500);
  ending.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

async function browserCode({ watch }: ServeOptions): Promise<() => Promise<void>> {
  if (watch) return watchBrowserCode();
  await buildBrowserCode();
  return async () => {};
}

/** Listening is not yet serving: the Worker's code is loaded with the first request. */
async function firstAnswer(address: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${address}/api/v1/system/ping`, { signal });
  await response.body?.cancel();
}

function banner(address: string, secrets: DevVars, { vars }: ServeOptions): string {
  const name = vars.BOOTSTRAP_ADMIN_USERNAME ?? secrets.values.BOOTSTRAP_ADMIN_USERNAME;
  const place =
    "BOOTSTRAP_ADMIN_PASSWORD" in vars
      ? "as given with --var"
      : `in ${secrets.path}, at BOOTSTRAP_ADMIN_PASSWORD`;
  return `
NekoHub answers on ${address}

  user name   ${name || `none: set BOOTSTRAP_ADMIN_USERNAME in ${secrets.path}`}
  password    ${place}${secrets.made ? " (made just now)" : ""}
  to stop     Ctrl-C
`;
}

await run(start);
