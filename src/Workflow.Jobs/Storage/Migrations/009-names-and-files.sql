-- Users name a run by the end of its identifier, as lists show it.
CREATE INDEX run_by_name ON run (substr(id, 25));

-- The pipelines.yaml that the schedules were taken up from last: a command that was given another one leaves them alone.
CREATE TABLE schedule_file (
    project          TEXT   NOT NULL PRIMARY KEY,
    path             TEXT   NOT NULL
);
