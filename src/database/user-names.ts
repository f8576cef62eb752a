/** What makes a user name unique: spaces around it and its case don't count. */
export function usernameKey(username: string): string {
  return username.trim().toLowerCase();
}
