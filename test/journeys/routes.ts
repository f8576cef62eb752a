/** Every page of the console that needs no id. */
export const ROUTES = [
  "/assets",
  "/assets/upload",
  "/workflows",
  "/providers",
  "/ai-providers",
  "/users",
  "/keys",
  "/audit",
  "/settings",
  "/account",
];
