-- A version is its scoring pipeline file. Rows are never changed, but for the image, which is built after the version is registered.
CREATE TABLE model_version (
    project          TEXT   NOT NULL,
    model            TEXT   NOT NULL,
    number           BIGINT NOT NULL,
    pipeline_sha256  TEXT   NOT NULL,
    run_id           TEXT   NOT NULL REFERENCES run (id),
    summary          TEXT   NOT NULL,
    image            TEXT,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (project, model, number),
    UNIQUE (project, model, pipeline_sha256)
);
CREATE INDEX model_version_by_time ON model_version (created_at);
