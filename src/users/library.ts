/** Looking at accounts. */
import type { Principal } from "../auth/permissions.ts";
import { listAccounts } from "../database/users.ts";
import type { Services } from "../services.ts";
import { visibleRole } from "./scope.ts";
import type { Account } from "./user.ts";

export async function listUsers({ db }: Services, caller: Principal): Promise<Account[]> {
  const role = visibleRole(caller);
  if (role === "none") return [];
  return listAccounts(db, role === "all" ? null : role);
}
