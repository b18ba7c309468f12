-- Who works on this database. One that has not been seen for a minute counts as gone, whatever its state says.
CREATE TABLE worker (
    id               TEXT   NOT NULL PRIMARY KEY,
    name             TEXT   NOT NULL,
    host             TEXT   NOT NULL,
    pid              BIGINT NOT NULL,
    release          TEXT   NOT NULL,
    code             TEXT   NOT NULL,
    queues           TEXT   NOT NULL,
    slots            BIGINT NOT NULL,
    running          BIGINT NOT NULL DEFAULT 0,
    state            TEXT   NOT NULL,
    started_at       BIGINT NOT NULL,
    seen_at          BIGINT NOT NULL
);
CREATE INDEX worker_by_seen ON worker (seen_at);
