-- What served an endpoint before and still runs.
ALTER TABLE endpoint ADD COLUMN previous TEXT;
