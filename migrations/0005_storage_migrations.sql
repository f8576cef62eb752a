CREATE TABLE `storage_migration_failures` (
	`migration_id` text NOT NULL,
	`asset_id` text NOT NULL,
	`code` text NOT NULL,
	`message` text NOT NULL,
	`final` integer NOT NULL,
	`failed_at` integer NOT NULL,
	PRIMARY KEY(`migration_id`, `asset_id`),
	FOREIGN KEY (`migration_id`) REFERENCES `storage_migrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `storage_migrations` (
	`id` text PRIMARY KEY NOT NULL,
	`from_profile_id` text,
	`to_profile_id` text NOT NULL,
	`filter` text NOT NULL,
	`dry_run` integer NOT NULL,
	`state` text NOT NULL,
	`total_assets` integer NOT NULL,
	`total_bytes` integer NOT NULL,
	`moved_assets` integer DEFAULT 0 NOT NULL,
	`moved_bytes` integer DEFAULT 0 NOT NULL,
	`last_seq` integer NOT NULL,
	`cursor` integer DEFAULT 0 NOT NULL,
	`same_place` integer,
	`fruitless` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`run_after` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`completed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `storage_migrations_one_open` ON `storage_migrations` ((1)) WHERE state IN ('queued', 'running');--> statement-breakpoint
CREATE INDEX `storage_migrations_by_time` ON `storage_migrations` (`created_at`);--> statement-breakpoint
ALTER TABLE `removals` ADD `tentative` integer DEFAULT false NOT NULL;