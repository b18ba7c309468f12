-- The last rehearsal of going back, endpoint by endpoint; when it went well last stays where a later one fails.
CREATE TABLE rehearsal (
    project         TEXT   NOT NULL,
    endpoint        TEXT   NOT NULL,
    began_at        BIGINT NOT NULL,
    ended_at        BIGINT,
    version         TEXT,
    manifest_digest TEXT,
    took_ms         BIGINT,
    problem         TEXT,
    last_good_at    BIGINT,
    PRIMARY KEY (project, endpoint)
);
