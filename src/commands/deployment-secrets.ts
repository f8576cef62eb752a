import { randomPassword, randomSecret } from "./dev-vars.ts";
import { Refusal } from "./refusal.ts";
import { ask, askSecret, canAsk } from "./terminal.ts";
import { askWrangler } from "./wrangler.ts";

/**
 * The secrets a deployment still needs. They go up together with the code, so that it never runs without them.
 *
 * Only a deployment without JWT_SECRET is new. In an older one, what is missing is missing on purpose: stored
 * provider secrets are encrypted by a key derived from JWT_SECRET as long as ENCRYPTION_KEY is unset, and the
 * administrator's first password may be removed once it has served.
 */
export async function missingSecrets(configPath: string): Promise<Record<string, string>> {
  const present = await presentSecrets(configPath);
  if (present.has("JWT_SECRET")) return {};
  const wanted: Record<string, string> = { JWT_SECRET: randomSecret() };
  if (!present.has("ENCRYPTION_KEY")) wanted.ENCRYPTION_KEY = randomSecret();
  if (!present.has("BOOTSTRAP_ADMIN_USERNAME")) wanted.BOOTSTRAP_ADMIN_USERNAME = await administratorName();
  if (!present.has("BOOTSTRAP_ADMIN_PASSWORD"))
    wanted.BOOTSTRAP_ADMIN_PASSWORD = await administratorPassword();
  return wanted;
}

async function presentSecrets(configPath: string): Promise<Set<string>> {
  const answer = await askWrangler(["secret", "list", "--config", configPath]);
  if (!answer.ok) {
    if (/worker ".*" not found/i.test(answer.said)) return new Set(); // not deployed yet
    throw new Refusal(`The secrets of the deployment could not be listed:\n${answer.said}`);
  }
  const secrets: { name: string }[] = JSON.parse(answer.stdout);
  return new Set(secrets.map(({ name }) => name));
}

async function administratorName(): Promise<string> {
  const answer = canAsk() ? await ask("Name of the first administrator [admin]: ") : "";
  return answer || "admin";
}

/** A made-up password is said here, once: nobody can read a secret back from Cloudflare. */
async function administratorPassword(): Promise<string> {
  const answer = canAsk() ? await askSecret("Password [a random one]: ") : "";
  if (answer.trim()) return answer;
  const password = randomPassword();
  console.log(`\nThe first administrator's password is  ${password}\nIt is not shown again.\n`);
  return password;
}
