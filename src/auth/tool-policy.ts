/** Who may call which tool: what the same operation takes by REST, so that no door is wider than the other. */
import type { Permission } from "./permissions.ts";
import { POLICY } from "./policy.ts";

export const TOOL_POLICY = {
  get_asset: POLICY.getAsset,
  list_assets: POLICY.listAssets,
  search_assets: POLICY.listAssets,
  patch_asset: POLICY.updateAsset,
  upload_asset: POLICY.uploadAsset,
  create_upload: POLICY.uploadAsset,
  view_image: POLICY.getAssetContent,
  delete_asset: POLICY.deleteAsset,
  batch_delete_assets: POLICY.batchDeleteAssets,
  get_asset_content_url: POLICY.getAssetContent,
  get_asset_usage_stats: POLICY.getUsageStats,
  list_storage_profiles: POLICY.getStorageOverview,
  create_storage_profile: POLICY.createStorageProfile,
  update_storage_profile: POLICY.updateStorageProfile,
  delete_storage_profile: POLICY.deleteStorageProfile,
} as const satisfies Record<string, Permission>;

export type ToolName = keyof typeof TOOL_POLICY;
