ALTER TABLE public.sessions ADD COLUMN IF NOT EXISTS attribution_source TEXT;
ALTER TABLE public.sessions ADD COLUMN IF NOT EXISTS device_type TEXT;
ALTER TABLE public.sessions ADD COLUMN IF NOT EXISTS city TEXT;
ALTER TABLE public.sessions ADD COLUMN IF NOT EXISTS district TEXT;
ALTER TABLE public.sessions ADD COLUMN IF NOT EXISTS fingerprint TEXT;
