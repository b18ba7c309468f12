-- What a platform keeps of an endpoint that was stopped; and since when an endpoint is being removed.
ALTER TABLE endpoint ADD COLUMN resting TEXT;
ALTER TABLE endpoint ADD COLUMN destroying_at BIGINT;
