-- Keys whose signatures this site takes. A revoked key stays, so that it is never trusted again.
CREATE TABLE signing_key (
    id          TEXT   PRIMARY KEY,
    pem         TEXT   NOT NULL,
    origin      TEXT   NOT NULL,
    added_at    BIGINT NOT NULL,
    revoked_at  BIGINT
);

-- What was said of an image, and signed: one statement of each kind, the newest.
CREATE TABLE image_statement (
    manifest_digest  TEXT   NOT NULL,
    predicate_type   TEXT   NOT NULL,
    envelope         TEXT   NOT NULL,
    key_id           TEXT   NOT NULL,
    signed_at        BIGINT NOT NULL,
    PRIMARY KEY (manifest_digest, predicate_type)
);

-- A version may come from another site, where its run is: then it has none here.
CREATE TABLE model_version_of_any_site (
    project          TEXT   NOT NULL,
    model            TEXT   NOT NULL,
    number           BIGINT NOT NULL,
    pipeline_sha256  TEXT   NOT NULL,
    run_id           TEXT   REFERENCES run (id),
    imported_from    TEXT,
    summary          TEXT   NOT NULL,
    image            TEXT,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (project, model, number),
    UNIQUE (project, model, pipeline_sha256)
);
INSERT INTO model_version_of_any_site (project, model, number, pipeline_sha256, run_id, summary, image, created_at)
SELECT project, model, number, pipeline_sha256, run_id, summary, image, created_at FROM model_version;
DROP TABLE model_version;
ALTER TABLE model_version_of_any_site RENAME TO model_version;
CREATE INDEX model_version_by_time ON model_version (created_at);
