-- Users name a run by the end of its identifier, as lists show it.
CREATE INDEX run_by_name ON run (substr(id, 25));
