-- What scorers have sent of their prediction logs, a row for each row that was scored. record is the line itself. The identifier is made by the scorer:
-- a line that comes twice is the one that is there.
CREATE TABLE prediction (
    request_id       TEXT   NOT NULL,
    row_number       BIGINT NOT NULL,
    project          TEXT   NOT NULL,
    endpoint         TEXT   NOT NULL,
    scored_at        BIGINT NOT NULL,
    pipeline_sha256  TEXT   NOT NULL,
    record           TEXT   NOT NULL,
    PRIMARY KEY (request_id, row_number)
);
CREATE INDEX prediction_by_time ON prediction (scored_at, request_id, row_number);
CREATE INDEX prediction_by_endpoint ON prediction (endpoint, project, scored_at, request_id, row_number);
CREATE INDEX prediction_by_pipeline ON prediction (pipeline_sha256, project, scored_at, request_id, row_number);

-- A prediction knows the file of its version, and not its name.
CREATE INDEX model_version_by_pipeline ON model_version (pipeline_sha256, project);
