-- A stable address and what answers there. The port is kept while nothing runs.
CREATE TABLE endpoint (
    project          TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    environment      TEXT   NOT NULL,
    port             BIGINT NOT NULL,
    deployment       TEXT,
    pipeline_sha256  TEXT   NOT NULL,
    image_reference  TEXT   NOT NULL,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (project, name)
);
