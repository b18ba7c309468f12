-- What is proven of each deployment that runs: one row, changed in place. Asking moves next_at and counts asks; an answer counts where asks is still
-- the same.
CREATE TABLE receipt (
    id               TEXT   NOT NULL PRIMARY KEY,
    project          TEXT   NOT NULL,
    endpoint         TEXT   NOT NULL,
    pipeline         TEXT   NOT NULL,
    platform         TEXT   NOT NULL,
    handle           TEXT   NOT NULL,
    role             TEXT   NOT NULL,
    pipeline_sha256  TEXT   NOT NULL,
    image_reference  TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    since            BIGINT NOT NULL,
    reason           TEXT,
    checks           TEXT,
    first_proven_at  BIGINT,
    last_proven_at   BIGINT,
    verified_at      BIGINT,
    asked_at         BIGINT,
    next_at          BIGINT NOT NULL,
    misses           BIGINT NOT NULL DEFAULT 0,
    asks             BIGINT NOT NULL DEFAULT 0,
    proofs           BIGINT NOT NULL DEFAULT 0,
    prover           TEXT,
    UNIQUE (project, endpoint, platform, handle, image_reference)
);

-- A row where the state of a receipt has changed, kept for good.
CREATE TABLE receipt_event (
    project          TEXT   NOT NULL,
    endpoint         TEXT   NOT NULL,
    sequence         BIGINT NOT NULL,
    receipt_id       TEXT   NOT NULL,
    at               BIGINT NOT NULL,
    state            TEXT   NOT NULL,
    role             TEXT   NOT NULL,
    platform         TEXT   NOT NULL,
    handle           TEXT   NOT NULL,
    image_reference  TEXT   NOT NULL,
    reason           TEXT,
    last_proven_at   BIGINT,
    PRIMARY KEY (project, endpoint, sequence)
);
