ALTER TABLE public.calls
  ADD COLUMN IF NOT EXISTS intent_page_url TEXT,
  ADD COLUMN IF NOT EXISTS click_id TEXT;
