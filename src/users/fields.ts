/** The rules of user names and passwords, checked when they are written. */
import { AppError } from "../errors.ts";
import { usernameKey } from "./user.ts";

/** In UTF-16 code units, as all lengths of the API. */
const MAX_USERNAME = 128;
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 256;

/**
 * @returns the name as it is kept: trimmed, lower case
 * @throws {AppError} `user_username_required`, `request_invalid`
 */
export function checkUsername(username: string | null | undefined): string {
  const name = usernameKey(username ?? "");
  if (name === "") throw new AppError("user_username_required", "An account needs a user name.");
  if (name.length > MAX_USERNAME)
    throw new AppError("request_invalid", `username: at most ${MAX_USERNAME} characters.`);
  return name;
}

/** @throws {AppError} `user_password_required`, `request_invalid` */
export function checkPassword(password: string | null | undefined): string {
  if (password == null || password.trim() === "")
    throw new AppError("user_password_required", "An account needs a password.");
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD)
    throw new AppError("request_invalid", `A password has ${MIN_PASSWORD} to ${MAX_PASSWORD} characters.`);
  return password;
}

export function usernameTaken(username: string): AppError {
  return new AppError("user_username_conflict", `The user name ${username} is taken.`);
}
