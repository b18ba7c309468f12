-- What served an endpoint, and when. A row is added by the step that deploys and changed once, when the deployment ends.
CREATE TABLE deployment (
    id                 TEXT   PRIMARY KEY,
    project            TEXT   NOT NULL,
    endpoint           TEXT   NOT NULL,
    model              TEXT   NOT NULL,
    pipeline_sha256    TEXT   NOT NULL,
    manifest_digest    TEXT   NOT NULL,
    config_digest      TEXT   NOT NULL,
    platform           TEXT   NOT NULL,
    run_id             TEXT   NOT NULL,
    reason             TEXT,
    unverified_reason  TEXT,
    started_at         BIGINT NOT NULL,
    ended_at           BIGINT
);
CREATE INDEX deployment_by_endpoint ON deployment (project, endpoint, started_at);
