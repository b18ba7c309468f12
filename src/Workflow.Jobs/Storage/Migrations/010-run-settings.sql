-- What a run was asked to do otherwise than pipelines.yaml says: KEY=VALUE, a JSON array.
ALTER TABLE run ADD COLUMN settings TEXT NOT NULL DEFAULT '[]';
