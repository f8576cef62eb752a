/** What a signed-in person sees and does with their own account. */
import type { Person } from "../auth/permissions.ts";
import { findAccount } from "../database/users.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Account } from "./user.ts";

/** @throws {AppError} `auth_user_not_found`, `auth_user_inactive` when that happened since the credential was checked */
export async function readOwnAccount({ db }: Services, person: Person): Promise<Account> {
  const account = await findAccount(db, person.userId);
  if (account === null) throw new AppError("auth_user_not_found", "This account is gone.");
  if (!account.isActive) throw new AppError("auth_user_inactive", "This account is disabled.");
  return account;
}
