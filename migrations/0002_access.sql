CREATE TABLE `audit_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`actor_name` text,
	`operation` text NOT NULL,
	`target` text,
	`outcome` text NOT NULL,
	`status` integer NOT NULL,
	`error_code` text,
	`address` text,
	`user_agent` text,
	`trace_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_entries_of_actor` ON `audit_entries` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entries_of_operation` ON `audit_entries` (`operation`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entries_of_target` ON `audit_entries` (`target`,`id`);--> statement-breakpoint
ALTER TABLE `refresh_tokens` ADD `ended_at` integer;--> statement-breakpoint
CREATE INDEX `refresh_tokens_live` ON `refresh_tokens` (`user_id`) WHERE rotated_at IS NULL AND revoked_at IS NULL;--> statement-breakpoint
CREATE INDEX `refresh_tokens_ended` ON `refresh_tokens` (`family_id`) WHERE ended_at IS NOT NULL;