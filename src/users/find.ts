/** Looking at accounts. */
import { isUuid } from "../assets/identity.ts";
import type { Principal } from "../auth/permissions.ts";
import { findAccount, listAccounts } from "../database/users.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { refuseOutOfScope, visibleRole } from "./scope.ts";
import type { Account } from "./user.ts";

export async function listUsers({ db }: Services, caller: Principal): Promise<Account[]> {
  const role = visibleRole(caller);
  if (role === "none") return [];
  return listAccounts(db, role === "all" ? null : role);
}

/** @throws {AppError} `user_not_found`, `user_manage_super_admin_forbidden`, `user_manage_forbidden` */
export async function getUser({ db }: Services, caller: Principal, id: string): Promise<Account> {
  const account = isUuid(id) ? await findAccount(db, id.toLowerCase()) : null;
  if (account === null) throw new AppError("user_not_found", "There is no user with this id.");
  refuseOutOfScope(caller, account);
  return account;
}
