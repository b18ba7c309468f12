-- The image of a deployment with everything by which it can be made again: that of its version may be a newer one by the time it is gone back to.
ALTER TABLE deployment ADD COLUMN image TEXT;
