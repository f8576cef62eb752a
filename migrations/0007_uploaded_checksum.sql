ALTER TABLE `assets` ADD `uploaded_sha256` text;--> statement-breakpoint
CREATE INDEX `assets_by_uploaded_checksum` ON `assets` (`uploaded_sha256`) WHERE uploaded_sha256 IS NOT NULL;