-- Whom to tell, as pipelines.yaml was read last. The secret is a reference, never its text.
CREATE TABLE webhook (
    project          TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    url              TEXT   NOT NULL,
    secret           TEXT   NOT NULL,
    events           TEXT   NOT NULL,
    pipelines        TEXT,
    disabled         TEXT,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (project, name)
);

-- How long a run of a pipeline may take until somebody is told.
CREATE TABLE late_after (
    project          TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    milliseconds     BIGINT NOT NULL,
    PRIMARY KEY (project, pipeline)
);

-- How the last run of a pipeline ended, and the one before it; cancelled ones say nothing. Its row is locked by a run that ends: two that end
-- at the same moment know of each other.
CREATE TABLE pipeline_end (
    project          TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    previous         TEXT   NOT NULL,
    PRIMARY KEY (project, pipeline)
);
INSERT INTO pipeline_end (project, pipeline, state, previous)
SELECT project, pipeline, state, '' FROM (
    SELECT project, pipeline, state, ROW_NUMBER() OVER (PARTITION BY project, pipeline ORDER BY ended_at DESC, id DESC) AS place
    FROM run WHERE state IN ('Succeeded', 'Failed')) ended
WHERE place = 1;

-- What is to be told: written with the end of the run, sent afterwards. States: pending, delivered, given-up.
CREATE TABLE notification (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    webhook          TEXT   NOT NULL,
    event            TEXT   NOT NULL,
    run_id           TEXT,
    payload          TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    reason           TEXT,
    attempts         BIGINT NOT NULL DEFAULT 0,
    attempts_allowed BIGINT NOT NULL,
    next_at          BIGINT NOT NULL,
    lease_until      BIGINT,
    created_at       BIGINT NOT NULL,
    ended_at         BIGINT,
    UNIQUE (project, webhook, event, run_id)
);
CREATE INDEX notification_due ON notification (next_at) WHERE state = 'pending';
CREATE INDEX notification_by_state ON notification (state, id);

CREATE TABLE notification_delivery (
    notification_id  TEXT   NOT NULL REFERENCES notification (id),
    attempt          BIGINT NOT NULL,
    at               BIGINT NOT NULL,
    status           BIGINT,
    error            TEXT,
    answer           TEXT,
    milliseconds     BIGINT NOT NULL,
    PRIMARY KEY (notification_id, attempt)
);
