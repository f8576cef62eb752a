/** Who owns what on the GitHub emulator. */
export const GITHUB_OWNER = "ada";
export const GITHUB_TOKEN = "ghp_token_of_the_tests";

/** One for each test that needs its own history; all have a `main` branch with a README. */
export const GITHUB_REPOSITORIES = [
  "contract",
  "faulty",
  "browse",
  "upsert",
  "assets",
  "private-assets",
  "migration",
];
