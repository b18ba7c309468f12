-- Who has asked a deployment last: where that was in vain, others ask before the same one does again.
ALTER TABLE receipt ADD COLUMN asked_by TEXT;
