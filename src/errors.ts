/**
 * Every failure has a name here, and the table says which HTTP status it is and whether trying again may help.
 * The client sees the code, the status and the message; the cause stays in the log.
 */
const CODES = {
  // general
  request_invalid: { status: 400 },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  unsupported_media_type: { status: 415 },
  range_not_satisfiable: { status: 416 },
  internal_server_error: { status: 500, retry: true },
  settings_invalid: { status: 500 },

  // authentication
  auth_unauthorized: { status: 401 },
  auth_token_expired: { status: 401 },
  api_key_missing: { status: 401 },
  api_key_invalid: { status: 401 },
  auth_forbidden: { status: 403 },
  auth_invalid_credentials: { status: 401 },
  auth_too_many_attempts: { status: 429 },
  auth_user_inactive: { status: 401 },
  auth_user_not_found: { status: 401 },
  auth_request_invalid: { status: 400 },
  auth_refresh_token_invalid: { status: 401 },
  auth_refresh_token_reused: { status: 401 },
  auth_refresh_token_expired: { status: 401 },
  auth_session_not_found: { status: 404 },
  api_key_not_found: { status: 404 },

  // users
  user_not_found: { status: 404 },
  user_username_required: { status: 400 },
  user_username_conflict: { status: 409 },
  user_password_required: { status: 400 },
  user_create_forbidden: { status: 403 },
  user_manage_forbidden: { status: 403 },
  user_manage_super_admin_forbidden: { status: 403 },
  user_super_admin_create_forbidden: { status: 403 },
  user_super_admin_promote_forbidden: { status: 403 },
  user_super_admin_role_change_forbidden: { status: 403 },
  user_super_admin_disable_forbidden: { status: 403 },
  user_super_admin_permissions_forbidden: { status: 403 },
  user_self_role_change_forbidden: { status: 403 },
  user_self_disable_forbidden: { status: 403 },
  user_self_permissions_forbidden: { status: 403 },

  // assets
  asset_not_found: { status: 404 },
  asset_file_required: { status: 400 },
  asset_file_empty: { status: 400 },
  asset_file_too_large: { status: 400 },
  asset_content_type_missing: { status: 400 },
  asset_content_type_not_allowed: { status: 400 },
  asset_description_too_long: { status: 400 },
  asset_alt_text_too_long: { status: 400 },
  asset_filename_invalid: { status: 400 },
  asset_content_invalid: { status: 400 },
  asset_base64_invalid: { status: 400 },
  asset_storage_provider_profile_not_found: { status: 400 },
  asset_storage_provider_profile_unavailable: { status: 400 },

  // upload tickets
  upload_ticket_invalid: { status: 404 },
  upload_ticket_expired: { status: 400 },
  upload_ticket_used: { status: 400 },

  // images: recorded in an execution step, never an HTTP answer of its own
  image_over_budget: { status: 400 },
  image_undecodable: { status: 400 },

  // parameters of the image skills: their message stands in the failed step
  format_convert_target_format_required: { status: 400 },
  format_convert_target_format_invalid: { status: 400 },
  format_convert_target_format_unsupported: { status: 400 },
  format_convert_keep_original_invalid: { status: 400 },
  format_convert_animated: { status: 400 },
  watermark_text_too_long: { status: 400 },
  watermark_opacity_invalid: { status: 400 },
  watermark_opacity_out_of_range: { status: 400 },
  watermark_font_size_invalid: { status: 400 },
  watermark_font_size_out_of_range: { status: 400 },
  watermark_position_invalid: { status: 400 },
  watermark_replace_original_invalid: { status: 400 },
  watermark_format_unsupported: { status: 400 },
  watermark_font_unavailable: { status: 400 },

  // storage profiles
  storage_provider_profile_not_found: { status: 404 },
  storage_provider_profile_disabled: { status: 400 },
  storage_provider_profile_write_not_supported: { status: 400 },
  storage_provider_profile_name_required: { status: 400 },
  storage_provider_profile_name_conflict: { status: 400 },
  storage_provider_profile_provider_type_required: { status: 400 },
  storage_provider_profile_provider_type_unsupported: { status: 400 },
  storage_provider_profile_provider_type_mismatch: { status: 400 },
  storage_provider_profile_configuration_required: { status: 400 },
  storage_provider_profile_configuration_invalid: { status: 400 },
  storage_provider_profile_secret_configuration_invalid: { status: 400 },
  storage_provider_profile_secret_not_supported: { status: 400 },
  storage_provider_profile_default_requires_enabled: { status: 400 },
  storage_provider_profile_location_in_use: { status: 400 },
  storage_provider_profile_root_path_required: { status: 400 },
  storage_provider_profile_public_base_url_invalid: { status: 400 },
  storage_provider_profile_endpoint_invalid: { status: 400 },
  storage_provider_profile_bucket_required: { status: 400 },
  storage_provider_profile_region_required: { status: 400 },
  storage_provider_profile_access_key_required: { status: 400 },
  storage_provider_profile_secret_key_required: { status: 400 },
  storage_provider_profile_github_owner_required: { status: 400 },
  storage_provider_profile_github_owner_invalid: { status: 400 },
  storage_provider_profile_github_repo_required: { status: 400 },
  storage_provider_profile_github_repo_invalid: { status: 400 },
  storage_provider_profile_github_repo_ref_required: { status: 400 },
  storage_provider_profile_github_repo_ref_invalid: { status: 400 },
  storage_provider_profile_github_path_prefix_invalid: { status: 400 },
  storage_provider_profile_github_visibility_policy_invalid: { status: 400 },
  storage_provider_profile_github_token_invalid: { status: 400 },
  storage_provider_profile_github_repo_token_required_for_private: { status: 400 },
  storage_provider_profile_github_repo_api_base_url_invalid: { status: 400 },
  storage_provider_profile_github_repo_raw_base_url_invalid: { status: 400 },

  // storage at work
  storage_provider_default_write_profile_disabled: { status: 400 },
  storage_provider_visibility_not_supported: { status: 400 },
  storage_provider_path_invalid: { status: 400 },
  storage_provider_relative_path_invalid: { status: 400 },
  storage_provider_directory_not_found: { status: 404 },
  storage_provider_directory_expected: { status: 400 },
  storage_provider_directory_depth_invalid: { status: 400 },
  storage_provider_directory_type_invalid: { status: 400 },
  storage_provider_directory_page_invalid: { status: 400 },
  storage_provider_directory_page_size_invalid: { status: 400 },
  storage_provider_directory_list_failed: { status: 400 },
  storage_provider_upsert_path_required: { status: 400 },
  storage_provider_upsert_content_required: { status: 400 },
  storage_provider_upsert_content_base64_invalid: { status: 400 },
  storage_provider_upsert_content_empty: { status: 400 },
  storage_provider_upsert_content_too_large: { status: 400 },
  storage_provider_upsert_expected_sha_conflict: { status: 409 },
  storage_provider_upsert_expected_sha_target_missing: { status: 409 },
  storage_provider_upsert_failed: { status: 400 },
  storage_provider_upsert_result_invalid: { status: 400 },
  storage_provider_file_expected: { status: 400 },
  storage_provider_access_denied: { status: 400 },
  /** The provider refuses what was asked, and would again: a missing bucket, an unknown region. */
  storage_provider_request_refused: { status: 400 },
  storage_provider_object_too_large: { status: 400 },
  storage_provider_rate_limited: { status: 503, retry: true },
  /** Unreachable, too slow, or broken for now. */
  storage_unavailable: { status: 503, retry: true },
  storage_migration_not_found: { status: 404 },
  storage_migration_in_progress: { status: 400 },

  // what a person configured can't be called, or does not answer
  outbound_refused: { status: 400 },
  outbound_timeout: { status: 504, retry: true },
  outbound_unreachable: { status: 502, retry: true },
  outbound_too_large: { status: 502 },
  secret_unreadable: { status: 500 },

  // AI providers: recorded in an execution step, never an HTTP answer of its own
  ai_provider_missing: { status: 400 },
  ai_provider_refused: { status: 502 },
  ai_provider_unavailable: { status: 502, retry: true },
  ai_answer_invalid: { status: 502 },

  // AI profiles
  ai_provider_profile_not_found: { status: 404 },
  ai_provider_profile_name_required: { status: 400 },
  ai_provider_profile_name_conflict: { status: 400 },
  ai_provider_profile_api_base_url_required: { status: 400 },
  ai_provider_profile_api_base_url_invalid: { status: 400 },
  ai_provider_profile_api_key_required: { status: 400 },
  ai_provider_profile_api_key_invalid: { status: 400 },
  ai_provider_profile_model_name_required: { status: 400 },

  // skills; those about parameters are recorded in an execution step
  skill_not_found: { status: 404 },
  skill_name_required: { status: 400 },
  format_convert_target_format_unavailable: { status: 400 },
  format_convert_animation_lost: { status: 400 },

  // workflows
  workflow_profile_not_found: { status: 404 },
  workflow_profile_name_required: { status: 400 },
  workflow_profile_name_too_long: { status: 400 },
  workflow_profile_name_conflict: { status: 400 },
  workflow_profile_description_too_long: { status: 400 },
  workflow_profile_graph_json_required: { status: 400 },
  workflow_profile_graph_json_invalid: { status: 400 },
  workflow_profile_has_no_skills: { status: 400 },
  workflow_profile_contains_unsupported_skills: { status: 400 },

  // MCP: they reach the client as a tool's result or as the data of a JSON-RPC error
  page_out_of_range: { status: 400 },
  page_size_out_of_range: { status: 400 },
  page_size_too_large: { status: 400 },
  tool_arguments_invalid: { status: 400 },
  tool_argument_invalid: { status: 400 },
  prompt_not_found: { status: 404 },
  prompt_arguments_invalid: { status: 400 },
  prompt_argument_invalid: { status: 400 },
  resource_uri_invalid: { status: 400 },
  resource_not_found: { status: 404 },
} as const satisfies Record<string, { status: number; retry?: boolean }>;

export type ErrorCode = keyof typeof CODES;

/** What the client is told when nobody foresaw the failure; the details are in the log under the same trace id. */
const UNFORESEEN = "Something went wrong on the server. The trace id finds the details in its log.";

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly status: number;
  /** Whether the same work may succeed later: a job is tried again, a client may try again. */
  readonly retry: boolean;
  /** Response headers that belong to this failure, such as `Retry-After`. */
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(message, { cause: options.cause });
    const entry: { status: number; retry?: boolean } = CODES[code];
    this.code = code;
    this.status = entry.status;
    this.retry = entry.retry ?? false;
    this.headers = options.headers ?? {};
  }

  /** Anything thrown, as an AppError: what is not one already becomes `internal_server_error` with the original as cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    return new AppError("internal_server_error", UNFORESEEN, { cause: thrown });
  }
}
