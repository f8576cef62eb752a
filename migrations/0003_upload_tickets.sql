CREATE TABLE `upload_tickets` (
	`id` text PRIMARY KEY NOT NULL,
	`announced` text NOT NULL,
	`asset_id` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `upload_tickets_by_expiry` ON `upload_tickets` (`expires_at`);