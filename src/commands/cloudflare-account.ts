import { rememberedAccount } from "./deployment-config.ts";
import { Refusal } from "./refusal.ts";
import { ask, canAsk } from "./terminal.ts";
import { askWrangler } from "./wrangler.ts";

interface Account {
  id: string;
  name: string;
}

/** Which account to deploy to, for whoever is signed in. */
export async function chooseAccount(configured: unknown): Promise<Account> {
  const accounts = await signedInAccounts();
  const named = process.env.CLOUDFLARE_ACCOUNT_ID;
  // A token may be allowed to work in an account without being allowed to list it.
  if (named) return accounts.find(({ id }) => id === named) ?? { id: named, name: named };
  const known = typeof configured === "string" ? configured : rememberedAccount();
  const found = accounts.find(({ id }) => id === known);
  if (found) return found;
  const [only] = accounts;
  if (accounts.length === 1 && only) return only;
  return askWhich(accounts);
}

async function signedInAccounts(): Promise<Account[]> {
  const answer = await askWrangler(["whoami", "--json"]);
  const start = answer.stdout.indexOf("{");
  const identity: { loggedIn?: boolean; accounts?: Account[] } =
    start < 0 ? {} : JSON.parse(answer.stdout.slice(start));
  if (identity.loggedIn && identity.accounts) return identity.accounts;
  if (identity.loggedIn === undefined)
    throw new Refusal(`Cloudflare could not be asked who is signed in:\n${answer.said}`);
  throw new Refusal(
    "You are not signed in to Cloudflare: run `npx wrangler login` (or set CLOUDFLARE_API_TOKEN), then `npm run deploy` again.",
  );
}

async function askWhich(accounts: Account[]): Promise<Account> {
  if (accounts.length === 0)
    throw new Refusal(
      "Your sign-in to Cloudflare lists no account: set CLOUDFLARE_ACCOUNT_ID to the one to deploy to.",
    );
  const list = accounts.map(({ id, name }, index) => `  ${index + 1}  ${name} (${id})`).join("\n");
  if (!canAsk())
    throw new Refusal(
      `You have access to several Cloudflare accounts: set CLOUDFLARE_ACCOUNT_ID to one of these.\n${list}`,
    );
  const answer = await ask(`You have access to several Cloudflare accounts:\n${list}\nDeploy to number: `);
  const chosen = accounts[Number(answer) - 1];
  if (!chosen) throw new Refusal(`There is no number ${answer} in the list.`);
  return chosen;
}
