ALTER TABLE `upload_tickets` ADD `key_id` text;--> statement-breakpoint
ALTER TABLE `upload_tickets` ADD `key_name` text DEFAULT '' NOT NULL;