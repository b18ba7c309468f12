-- Times are milliseconds since 1970-01-01 UTC. Identifiers are UUIDs (version 7) as text. Documents are JSON as text.

CREATE TABLE run (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    definition       TEXT   NOT NULL,
    cause            TEXT   NOT NULL,
    idempotency_key  TEXT   UNIQUE,
    no_cache         BIGINT NOT NULL DEFAULT 0,
    state            TEXT   NOT NULL,
    reason           TEXT,
    cancel_requested BIGINT NOT NULL DEFAULT 0,
    next_event       BIGINT NOT NULL DEFAULT 1,
    created_at       BIGINT NOT NULL,
    started_at       BIGINT,
    ended_at         BIGINT
);
CREATE INDEX run_by_pipeline ON run (project, pipeline, created_at);
CREATE INDEX run_by_time ON run (created_at);

CREATE TABLE step (
    run_id           TEXT   NOT NULL REFERENCES run (id),
    name             TEXT   NOT NULL,
    position         BIGINT NOT NULL,
    state            TEXT   NOT NULL,
    waiting_for      BIGINT NOT NULL,
    fence            BIGINT NOT NULL DEFAULT 0,
    expiries         BIGINT NOT NULL DEFAULT 0,
    worker           TEXT,
    lease_until      BIGINT,
    outputs          TEXT,
    reason           TEXT,
    progress         TEXT,
    queued_at        BIGINT,
    started_at       BIGINT,
    ended_at         BIGINT,
    PRIMARY KEY (run_id, name)
);
CREATE INDEX step_queued ON step (state, queued_at);

CREATE TABLE step_dependency (
    run_id           TEXT   NOT NULL,
    step             TEXT   NOT NULL,
    depends_on       TEXT   NOT NULL,
    PRIMARY KEY (run_id, step, depends_on),
    FOREIGN KEY (run_id, step) REFERENCES step (run_id, name),
    FOREIGN KEY (run_id, depends_on) REFERENCES step (run_id, name)
);
CREATE INDEX step_dependents ON step_dependency (run_id, depends_on);

-- Append-only: what happened, in order.
CREATE TABLE step_event (
    run_id           TEXT   NOT NULL REFERENCES run (id),
    sequence         BIGINT NOT NULL,
    step             TEXT   NOT NULL,
    fence            BIGINT NOT NULL,
    kind             TEXT   NOT NULL,
    message          TEXT,
    at               BIGINT NOT NULL,
    PRIMARY KEY (run_id, sequence)
);

CREATE TABLE step_cache (
    cache_key        TEXT   NOT NULL PRIMARY KEY,
    step             TEXT   NOT NULL,
    outputs          TEXT   NOT NULL,
    run_id           TEXT   NOT NULL,
    created_at       BIGINT NOT NULL
);
