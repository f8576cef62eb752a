/**
 * Who may do what: one row for each operation of the API. `anyone` needs no credential and looks at none;
 * `session` needs a signed-in person, no API key; everything else is the permission it takes.
 */
import type { Permission } from "./permissions.ts";

export type Requirement = "anyone" | "session" | Permission;

export const POLICY = {
  ping: "anyone",
  bootstrap: "anyone",
  login: "anyone",
  refresh: "anyone",
  logout: "session",
  me: "session",

  changePassword: "session",
  listSessions: "session",
  endSession: "session",

  listUsers: "users.read",
  getUser: "users.read",
  createUser: "users.create",
  updateUser: "users.update",
  setUserStatus: "users.disable",
  resetPassword: "users.update",
  setUserPermissions: "users.managePermissions",

  listApiKeys: "users.managePermissions",
  getApiKey: "users.managePermissions",
  createApiKey: "users.managePermissions",
  deleteApiKey: "users.managePermissions",

  listAuditEntries: "settings.read",

  uploadAsset: "assets.create",
  uploadWithTicket: "anyone",
  listAssets: "assets.read",
  getAsset: "assets.read",
  updateAsset: "assets.update",
  deleteAsset: "assets.delete",
  batchDeleteAssets: "assets.delete",
  batchUpdateAssets: "assets.update",
  getAssetContent: "assets.read",
  getDerivativeContent: "assets.read",
  createAssetLink: "assets.read",
  getUsageStats: "assets.read",

  getStorageOverview: "providers.read",
  createStorageProfile: "providers.create",
  updateStorageProfile: "providers.update",
  deleteStorageProfile: "providers.delete",
  setDefaultStorageProfile: "settings.update",
  testStorageProfile: "providers.update",
  testStorage: "providers.create",
  browseGithubRepository: "providers.read",
  upsertGithubFile: "providers.update",

  listSkills: "assets.read",
  runSkill: "assets.update",
  runSkillBatch: "assets.update",
  listExecutions: "assets.read",
  runWorkflow: "assets.update",

  listWorkflows: "settings.read",
  getWorkflow: "settings.read",
  createWorkflow: "settings.update",
  replaceWorkflow: "settings.update",
  deleteWorkflow: "settings.update",
  setAutoRunWorkflow: "settings.update",

  listAiProviders: "aiProviders.read",
  getActiveAiProvider: "aiProviders.read",
  createAiProvider: "aiProviders.create",
  updateAiProvider: "aiProviders.update",
  deleteAiProvider: "aiProviders.delete",
  testAiProvider: "aiProviders.update",

  listPublicAssets: "anyone",
  getPublicAsset: "anyone",
  getContent: "anyone",
} as const satisfies Record<string, Requirement>;

export type Operation = keyof typeof POLICY;
