-- Runs that were asked for. They are begun one by one from pipelines.yaml as it is then; a begun one names its run.
-- Of one group at most group_maximum runs go on at a time; without a maximum a request does not wait, but its run counts.
CREATE TABLE run_request (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    settings         TEXT   NOT NULL,
    cause_kind       TEXT   NOT NULL,
    cause            TEXT   NOT NULL,
    cause_id         TEXT,
    logical_at       BIGINT,
    idempotency_key  TEXT   NOT NULL UNIQUE,
    overlap          TEXT   NOT NULL,
    group_key        TEXT,
    group_maximum    BIGINT,
    not_before       BIGINT NOT NULL,
    state            TEXT   NOT NULL,
    run_id           TEXT,
    reason           TEXT,
    attempts         BIGINT NOT NULL DEFAULT 0,
    lease_until      BIGINT,
    created_at       BIGINT NOT NULL,
    ended_at         BIGINT
);
CREATE INDEX run_request_by_cause ON run_request (cause_id, id);
CREATE INDEX run_request_by_run ON run_request (run_id);

-- Indexes that hold pending requests only do not grow with the history.
CREATE INDEX run_request_pending ON run_request (not_before) WHERE state = 'Pending';
CREATE INDEX run_request_waiting ON run_request (group_key, created_at, logical_at, id) WHERE state = 'Pending';

-- When pipelines are to run. next_at is the first tick that has not been handled: it moves in the transaction that asks for the run.
CREATE TABLE schedule (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    action           TEXT   NOT NULL,
    cron             TEXT   NOT NULL,
    zone             TEXT   NOT NULL,
    start_at         BIGINT,
    end_at           BIGINT,
    jitter           BIGINT NOT NULL,
    misfire          TEXT   NOT NULL,
    overlap          TEXT   NOT NULL,
    settings         TEXT   NOT NULL,
    origin           TEXT   NOT NULL,
    paused           BIGINT NOT NULL DEFAULT 0,
    pause_reason     TEXT,
    paused_by        TEXT,
    next_at          BIGINT,
    last_at          BIGINT,
    revision         BIGINT NOT NULL DEFAULT 1,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    UNIQUE (project, pipeline, name)
);
CREATE INDEX schedule_due ON schedule (next_at) WHERE paused = 0;

-- Append-only: what happened to a schedule, ticks that began no run among it.
CREATE TABLE schedule_event (
    schedule_id      TEXT   NOT NULL REFERENCES schedule (id),
    sequence         BIGINT NOT NULL,
    kind             TEXT   NOT NULL,
    message          TEXT   NOT NULL,
    at               BIGINT NOT NULL,
    PRIMARY KEY (schedule_id, sequence)
);

-- What begins runs besides people and schedules: the success of a pipeline, or a new file.
CREATE TABLE run_trigger (
    project          TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    after_pipeline   TEXT,
    arriving_file    TEXT,
    settings         TEXT   NOT NULL,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (project, pipeline, name)
);
CREATE INDEX run_trigger_after ON run_trigger (project, after_pipeline);
