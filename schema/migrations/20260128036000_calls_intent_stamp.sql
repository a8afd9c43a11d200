ALTER TABLE public.calls
  ADD COLUMN IF NOT EXISTS intent_stamp TEXT,
  ADD COLUMN IF NOT EXISTS intent_action TEXT,
  ADD COLUMN IF NOT EXISTS intent_target TEXT;
