-- Versions that have to stay whatever else is decided. A hold is released and never deleted: who held a version, when and why stays on record.
CREATE TABLE version_hold (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    model            TEXT   NOT NULL,
    number           BIGINT NOT NULL,
    reason           TEXT   NOT NULL,
    held_by          TEXT   NOT NULL,
    held_at          BIGINT NOT NULL,
    release_reason   TEXT,
    released_by      TEXT,
    released_at      BIGINT
);
CREATE UNIQUE INDEX version_hold_current ON version_hold (project, model, number) WHERE released_at IS NULL;
CREATE INDEX version_hold_by_version ON version_hold (project, model, number, held_at);

-- When the bytes of a version were removed, and when they were there again. The row itself stays.
ALTER TABLE model_version ADD COLUMN removed_at BIGINT;
ALTER TABLE model_version ADD COLUMN restored_at BIGINT;

-- Runs of which files that their steps have handed on were removed.
CREATE TABLE run_removal (
    run_id           TEXT   NOT NULL PRIMARY KEY REFERENCES run (id),
    removed_at       BIGINT NOT NULL
);
