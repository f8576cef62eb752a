CREATE TABLE `former_keys` (
	`storage_key` text PRIMARY KEY NOT NULL,
	`asset_id` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `former_keys_of_asset` ON `former_keys` (`asset_id`);--> statement-breakpoint
CREATE TRIGGER assets_former_key AFTER UPDATE OF storage_key ON assets WHEN old.storage_key <> new.storage_key BEGIN
	INSERT OR REPLACE INTO former_keys (storage_key, asset_id, kind) VALUES (old.storage_key, new.id, '');
END;
--> statement-breakpoint
CREATE TRIGGER derivatives_former_key_update AFTER UPDATE OF storage_key ON derivatives WHEN old.storage_key <> new.storage_key BEGIN
	INSERT OR REPLACE INTO former_keys (storage_key, asset_id, kind) VALUES (old.storage_key, new.asset_id, new.kind);
END;
--> statement-breakpoint
-- A derivative that is made again is deleted and inserted; one that goes with its asset leaves nothing to lead to.
CREATE TRIGGER derivatives_former_key_delete AFTER DELETE ON derivatives BEGIN
	INSERT OR REPLACE INTO former_keys (storage_key, asset_id, kind)
	SELECT old.storage_key, id, old.kind FROM assets WHERE id = old.asset_id;
END;
