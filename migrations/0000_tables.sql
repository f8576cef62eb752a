CREATE TABLE `ai_profiles` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`api_base_url` text NOT NULL,
	`api_key_ciphertext` text NOT NULL,
	`model_name` text NOT NULL,
	`default_system_prompt` text NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ai_profiles_name_key_unique` ON `ai_profiles` (`name_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `ai_profiles_one_active` ON `ai_profiles` (`is_active`) WHERE is_active = 1;--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`key_hash` text NOT NULL,
	`permissions_json` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_key_hash_unique` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE INDEX `api_keys_of_user` ON `api_keys` (`created_by`);--> statement-breakpoint
CREATE TABLE `assets` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`status` text NOT NULL,
	`original_file_name` text,
	`content_type` text NOT NULL,
	`extension` text NOT NULL,
	`size` integer NOT NULL,
	`width` integer,
	`height` integer,
	`checksum_sha256` text NOT NULL,
	`image_facts` text NOT NULL,
	`dominant_color` text,
	`renditions` text DEFAULT '[]' NOT NULL,
	`storage_provider` text NOT NULL,
	`storage_provider_profile_id` text,
	`storage_key` text NOT NULL,
	`is_public` integer NOT NULL,
	`description` text,
	`alt_text` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assets_id_unique` ON `assets` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `assets_storage_key_unique` ON `assets` (`storage_key`);--> statement-breakpoint
CREATE INDEX `assets_published` ON `assets` (`seq`) WHERE is_public = 1 AND status = 'ready';--> statement-breakpoint
CREATE INDEX `assets_published_of_type` ON `assets` (`content_type`,`seq`) WHERE is_public = 1 AND status = 'ready';--> statement-breakpoint
CREATE INDEX `assets_of_type` ON `assets` (`content_type`,`seq`);--> statement-breakpoint
CREATE INDEX `assets_largest_first` ON `assets` (`size`,`seq`);--> statement-breakpoint
CREATE INDEX `assets_smallest_first` ON `assets` (`size`,"seq" DESC);--> statement-breakpoint
CREATE INDEX `assets_not_ready` ON `assets` (`status`,`seq`) WHERE status <> 'ready';--> statement-breakpoint
CREATE INDEX `assets_of_profile` ON `assets` (`storage_provider_profile_id`);--> statement-breakpoint
CREATE INDEX `assets_by_checksum` ON `assets` (`checksum_sha256`);--> statement-breakpoint
CREATE TABLE `cache_purges` (
	`tag` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `derivatives` (
	`asset_id` text NOT NULL,
	`kind` text NOT NULL,
	`storage_key` text NOT NULL,
	`content_type` text NOT NULL,
	`extension` text NOT NULL,
	`size` integer NOT NULL,
	`width` integer,
	`height` integer,
	`source_checksum` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`asset_id`, `kind`),
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `derivatives_storage_key_unique` ON `derivatives` (`storage_key`);--> statement-breakpoint
CREATE TABLE `execution_steps` (
	`execution_id` text NOT NULL,
	`position` integer NOT NULL,
	`step_name` text NOT NULL,
	`succeeded` integer NOT NULL,
	`error_message` text,
	`started_at` integer NOT NULL,
	`completed_at` integer NOT NULL,
	PRIMARY KEY(`execution_id`, `position`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `executions` (
	`id` text PRIMARY KEY NOT NULL,
	`asset_id` text NOT NULL,
	`run` text NOT NULL,
	`skill_name` text NOT NULL,
	`trigger_source` text NOT NULL,
	`parameters_json` text,
	`succeeded` integer NOT NULL,
	`started_at` integer NOT NULL,
	`completed_at` integer NOT NULL,
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `executions_run_unique` ON `executions` (`run`);--> statement-breakpoint
CREATE INDEX `executions_of_asset` ON `executions` (`asset_id`,`started_at`,`id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`asset_id` text NOT NULL,
	`trigger` text NOT NULL,
	`skills` text,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`run_after` integer NOT NULL,
	`resend_after` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `jobs_to_resend` ON `jobs` (`resend_after`) WHERE state <> 'failed';--> statement-breakpoint
CREATE INDEX `jobs_of_asset` ON `jobs` (`asset_id`);--> statement-breakpoint
CREATE INDEX `jobs_failed` ON `jobs` (`created_at`) WHERE state = 'failed';--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`family_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`parent_hash` text,
	`user_agent` text,
	`address` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`rotated_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `refresh_tokens_token_hash_unique` ON `refresh_tokens` (`token_hash`);--> statement-breakpoint
CREATE INDEX `refresh_tokens_of_user` ON `refresh_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX `refresh_tokens_of_family` ON `refresh_tokens` (`family_id`);--> statement-breakpoint
CREATE INDEX `refresh_tokens_by_expiry` ON `refresh_tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `removals` (
	`storage_provider_profile_id` text NOT NULL,
	`storage_key` text NOT NULL,
	`commit_message` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`run_after` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`storage_provider_profile_id`, `storage_key`)
);
--> statement-breakpoint
CREATE INDEX `removals_due` ON `removals` (`run_after`);--> statement-breakpoint
CREATE TABLE `sign_in_failures` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`last_failed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_in_failures_by_time` ON `sign_in_failures` (`last_failed_at`);--> statement-breakpoint
CREATE TABLE `storage_profiles` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`display_name` text,
	`provider_type` text NOT NULL,
	`is_enabled` integer NOT NULL,
	`is_default` integer NOT NULL,
	`configuration_json` text NOT NULL,
	`secret_ciphertext` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `storage_profiles_name_key_unique` ON `storage_profiles` (`name_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `storage_profiles_one_default` ON `storage_profiles` (`is_default`) WHERE is_default = 1;--> statement-breakpoint
CREATE TABLE `structured_results` (
	`asset_id` text NOT NULL,
	`kind` text NOT NULL,
	`payload_json` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`asset_id`, `kind`),
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `upkeep_state` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user_permissions` (
	`user_id` text NOT NULL,
	`permission` text NOT NULL,
	PRIMARY KEY(`user_id`, `permission`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`username_key` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`last_login_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username_key_unique` ON `users` (`username_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_one_super_admin` ON `users` (`role`) WHERE role = 'superAdmin';--> statement-breakpoint
CREATE TABLE `workflows` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`description` text,
	`is_auto_run` integer NOT NULL,
	`graph_json` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workflows_name_key_unique` ON `workflows` (`name_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `workflows_one_auto_run` ON `workflows` (`is_auto_run`) WHERE is_auto_run = 1;