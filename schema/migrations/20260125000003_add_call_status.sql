ALTER TABLE calls ADD COLUMN IF NOT EXISTS status TEXT CHECK (status IN ('qualified', 'junk') OR status IS NULL);
