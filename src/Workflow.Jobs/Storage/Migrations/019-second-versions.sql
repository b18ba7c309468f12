-- What became of second versions beside those that served endpoints: kept after they are gone.
CREATE TABLE second_version (
    id              TEXT   PRIMARY KEY,
    project         TEXT   NOT NULL,
    endpoint        TEXT   NOT NULL,
    version         TEXT   NOT NULL,
    plan            TEXT   NOT NULL,
    share           BIGINT NOT NULL,
    outcome         TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    manifest_digest TEXT   NOT NULL,
    run_id          TEXT   NOT NULL,
    ended_at        BIGINT NOT NULL
);
CREATE INDEX second_version_by_endpoint ON second_version (project, endpoint, ended_at);
