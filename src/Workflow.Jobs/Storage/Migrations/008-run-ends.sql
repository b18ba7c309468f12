-- A resumed run ends again, and that is told too. run_end is the number of the end in the history of the run; 0 for what a run is once, and for
-- whatever was told before. The engines share no statement that changes a constraint: both tables are made anew.
DROP INDEX notification_due;
DROP INDEX notification_by_state;
ALTER TABLE notification_delivery RENAME TO old_notification_delivery;
ALTER TABLE notification RENAME TO old_notification;

CREATE TABLE notification (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    webhook          TEXT   NOT NULL,
    event            TEXT   NOT NULL,
    run_id           TEXT,
    run_end          BIGINT NOT NULL,
    payload          TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    reason           TEXT,
    attempts         BIGINT NOT NULL DEFAULT 0,
    attempts_allowed BIGINT NOT NULL,
    next_at          BIGINT NOT NULL,
    lease_until      BIGINT,
    created_at       BIGINT NOT NULL,
    ended_at         BIGINT,
    UNIQUE (project, webhook, event, run_id, run_end)
);
INSERT INTO notification (id, project, webhook, event, run_id, run_end, payload, state, reason, attempts, attempts_allowed, next_at, lease_until, created_at, ended_at)
SELECT id, project, webhook, event, run_id, 0, payload, state, reason, attempts, attempts_allowed, next_at, lease_until, created_at, ended_at
FROM old_notification;
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
INSERT INTO notification_delivery (notification_id, attempt, at, status, error, answer, milliseconds)
SELECT notification_id, attempt, at, status, error, answer, milliseconds FROM old_notification_delivery;
DROP TABLE old_notification_delivery;
DROP TABLE old_notification;
