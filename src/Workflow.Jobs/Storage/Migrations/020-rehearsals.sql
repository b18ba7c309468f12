-- The last rehearsal of going back, endpoint by endpoint; when it went well last stays where a later one fails. Whoever rehearses says all the while
-- that it still does (alive_at), and where it does (places) until nothing is left there.
CREATE TABLE rehearsal (
    project         TEXT   NOT NULL,
    endpoint        TEXT   NOT NULL,
    claimed_at      BIGINT,
    alive_at        BIGINT,
    places          TEXT,
    began_at        BIGINT,
    ended_at        BIGINT,
    version         TEXT,
    manifest_digest TEXT,
    took_ms         BIGINT,
    problem         TEXT,
    last_good_at    BIGINT,
    PRIMARY KEY (project, endpoint)
);
