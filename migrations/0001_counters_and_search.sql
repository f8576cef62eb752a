-- Counters, kept by triggers, so that totals and statistics never scan the assets.

CREATE TABLE asset_counters (
	content_type text NOT NULL,
	is_public integer NOT NULL,
	status text NOT NULL,
	count integer NOT NULL,
	bytes integer NOT NULL,
	PRIMARY KEY (content_type, is_public, status)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE derivative_counter (
	id integer PRIMARY KEY CHECK (id = 1),
	count integer NOT NULL
);
--> statement-breakpoint
INSERT INTO derivative_counter (id, count) VALUES (1, 0);
--> statement-breakpoint
CREATE TABLE skill_counters (
	skill_name text PRIMARY KEY,
	runs integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX skill_counters_most_active ON skill_counters (runs DESC, skill_name);
--> statement-breakpoint
CREATE TRIGGER assets_count_insert AFTER INSERT ON assets BEGIN
	INSERT INTO asset_counters (content_type, is_public, status, count, bytes)
	VALUES (new.content_type, new.is_public, new.status, 1, new.size)
	ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
END;
--> statement-breakpoint
CREATE TRIGGER assets_count_delete AFTER DELETE ON assets BEGIN
	UPDATE asset_counters SET count = count - 1, bytes = bytes - old.size
	WHERE content_type = old.content_type AND is_public = old.is_public AND status = old.status;
	DELETE FROM asset_search WHERE rowid = old.seq;
END;
--> statement-breakpoint
CREATE TRIGGER assets_count_update AFTER UPDATE OF content_type, is_public, status, size ON assets BEGIN
	UPDATE asset_counters SET count = count - 1, bytes = bytes - old.size
	WHERE content_type = old.content_type AND is_public = old.is_public AND status = old.status;
	INSERT INTO asset_counters (content_type, is_public, status, count, bytes)
	VALUES (new.content_type, new.is_public, new.status, 1, new.size)
	ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
END;
--> statement-breakpoint
CREATE TRIGGER derivatives_count_insert AFTER INSERT ON derivatives BEGIN
	UPDATE derivative_counter SET count = count + 1;
END;
--> statement-breakpoint
CREATE TRIGGER derivatives_count_delete AFTER DELETE ON derivatives BEGIN
	UPDATE derivative_counter SET count = count - 1;
END;
--> statement-breakpoint
CREATE TRIGGER derivatives_renditions_insert AFTER INSERT ON derivatives BEGIN
	UPDATE assets SET renditions = (
		SELECT json_group_array(json_object(
			'kind', kind, 'storageKey', storage_key, 'contentType', content_type, 'width', width, 'height', height
		)) FROM derivatives WHERE asset_id = new.asset_id
	) WHERE id = new.asset_id;
END;
--> statement-breakpoint
CREATE TRIGGER derivatives_renditions_update AFTER UPDATE ON derivatives BEGIN
	UPDATE assets SET renditions = (
		SELECT json_group_array(json_object(
			'kind', kind, 'storageKey', storage_key, 'contentType', content_type, 'width', width, 'height', height
		)) FROM derivatives WHERE asset_id = new.asset_id
	) WHERE id = new.asset_id;
END;
--> statement-breakpoint
CREATE TRIGGER derivatives_renditions_delete AFTER DELETE ON derivatives BEGIN
	UPDATE assets SET renditions = (
		SELECT json_group_array(json_object(
			'kind', kind, 'storageKey', storage_key, 'contentType', content_type, 'width', width, 'height', height
		)) FROM derivatives WHERE asset_id = old.asset_id
	) WHERE id = old.asset_id;
END;
--> statement-breakpoint
CREATE TRIGGER executions_count_insert AFTER INSERT ON executions BEGIN
	INSERT INTO skill_counters (skill_name, runs) VALUES (new.skill_name, 1)
	ON CONFLICT DO UPDATE SET runs = runs + 1;
END;
--> statement-breakpoint
CREATE TRIGGER executions_count_delete AFTER DELETE ON executions BEGIN
	UPDATE skill_counters SET runs = runs - 1 WHERE skill_name = old.skill_name;
END;
--> statement-breakpoint
-- The search index: database/search.ts makes the tokens (pairs of characters, so that a phrase of them is a
-- literal substring of any length in any script) and the facets (visibility, status, type). Its rowid is the
-- asset's seq, so that newest first costs nothing. It holds no text of its own and can be rebuilt from assets.
CREATE VIRTUAL TABLE asset_search USING fts5(
	original_file_name, description, alt_text, facets,
	content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '5'
);
--> statement-breakpoint
-- The built-in bucket, once: deleting this profile is allowed and does not bring it back.
INSERT INTO storage_profiles
	(id, name, name_key, display_name, provider_type, is_enabled, is_default, configuration_json, secret_ciphertext, created_at, updated_at)
VALUES (
	'01900000-0000-7000-8000-' || lower(hex(randomblob(6))),
	'r2-default', 'r2-default', 'Built-in R2 bucket', 'r2', 1, 1, '{}', NULL,
	CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer)
);
