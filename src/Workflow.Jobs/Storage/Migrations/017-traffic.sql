-- A second version beside the one that serves an endpoint; what gateways count of both; answers of both that differ.
ALTER TABLE endpoint ADD COLUMN challenger TEXT;
CREATE TABLE arm_traffic (
    project     TEXT   NOT NULL,
    endpoint    TEXT   NOT NULL,
    epoch       TEXT   NOT NULL,
    version     TEXT   NOT NULL,
    gateway     TEXT   NOT NULL,
    counts      TEXT   NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (project, endpoint, epoch, version, gateway)
);
CREATE TABLE compared_answer (
    id             TEXT             PRIMARY KEY,
    project        TEXT             NOT NULL,
    endpoint       TEXT             NOT NULL,
    epoch          TEXT             NOT NULL,
    version        TEXT             NOT NULL,
    request_id     TEXT             NOT NULL,
    first_answer   TEXT             NOT NULL,
    second_answer  TEXT             NOT NULL,
    flips          BIGINT           NOT NULL,
    difference     DOUBLE PRECISION NOT NULL,
    at             BIGINT           NOT NULL
);
CREATE INDEX compared_answer_by_step ON compared_answer (project, endpoint, epoch, at);
