-- What a run is for, and what began it.
ALTER TABLE run ADD COLUMN logical_at BIGINT;
ALTER TABLE run ADD COLUMN cause_kind TEXT NOT NULL DEFAULT 'hand';
ALTER TABLE run ADD COLUMN cause_id TEXT;
ALTER TABLE run ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
CREATE INDEX run_by_cause ON run (cause_kind, cause_id, created_at);
CREATE INDEX run_by_state ON run (state, id);
CREATE INDEX run_by_pipeline_id ON run (project, pipeline, id);
DROP INDEX run_by_pipeline;

CREATE TABLE run_tag (
    run_id           TEXT   NOT NULL REFERENCES run (id),
    tag              TEXT   NOT NULL,
    PRIMARY KEY (tag, run_id)
);
CREATE INDEX run_tag_by_run ON run_tag (run_id);

-- How a step waits its turn, and how often it is tried. Times that end something are absolute.
ALTER TABLE step ADD COLUMN queue TEXT NOT NULL DEFAULT 'default';
ALTER TABLE step ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN attempt BIGINT NOT NULL DEFAULT 1;
ALTER TABLE step ADD COLUMN attempts BIGINT NOT NULL DEFAULT 1;
ALTER TABLE step ADD COLUMN not_before BIGINT;
ALTER TABLE step ADD COLUMN start_timeout BIGINT;
ALTER TABLE step ADD COLUMN start_by BIGINT;

-- 0: none needed; 1: waited for; 2: given.
ALTER TABLE step ADD COLUMN approval BIGINT NOT NULL DEFAULT 0;

-- 1: done anew even where an earlier result could be used.
ALTER TABLE step ADD COLUMN redo BIGINT NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN limited BIGINT NOT NULL DEFAULT 0;

-- What the step's result was looked up by: to tell what differed.
ALTER TABLE step ADD COLUMN fingerprint TEXT;

-- Indexes that hold live steps only do not grow with the history.
DROP INDEX step_queued;
CREATE INDEX step_ready ON step (priority DESC, queued_at) WHERE state = 'Queued';
CREATE INDEX step_leases ON step (lease_until) WHERE state = 'Running';
CREATE INDEX step_delayed ON step (not_before) WHERE state = 'Waiting';
CREATE INDEX step_overdue ON step (start_by) WHERE state = 'Queued';

-- At most `maximum` steps that hold a key run at a time. A hold begins with a claim and ends with it.
CREATE TABLE step_limit (
    run_id           TEXT   NOT NULL,
    step             TEXT   NOT NULL,
    limit_key        TEXT   NOT NULL,
    maximum          BIGINT NOT NULL,
    PRIMARY KEY (run_id, step, limit_key),
    FOREIGN KEY (run_id, step) REFERENCES step (run_id, name)
);
CREATE TABLE step_hold (
    limit_key        TEXT   NOT NULL,
    run_id           TEXT   NOT NULL,
    step             TEXT   NOT NULL,
    PRIMARY KEY (limit_key, run_id, step)
);
CREATE INDEX step_hold_by_step ON step_hold (run_id, step);

-- One row for each key, locked by whoever is about to hold it: counting alone would let two claims in at the same moment.
CREATE TABLE limit_lock (
    limit_key        TEXT   NOT NULL PRIMARY KEY
);

-- Lines that steps have written, several to a row. The sequence is that of step_event: together they are one ordered feed.
CREATE TABLE step_log (
    run_id           TEXT   NOT NULL REFERENCES run (id),
    sequence         BIGINT NOT NULL,
    step             TEXT   NOT NULL,
    fence            BIGINT NOT NULL,
    at               BIGINT NOT NULL,
    lines            TEXT   NOT NULL,
    PRIMARY KEY (run_id, sequence)
);
CREATE INDEX step_log_by_time ON step_log (at);
