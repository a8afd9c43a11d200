ALTER TABLE public.calls DROP CONSTRAINT IF EXISTS calls_status_check;
ALTER TABLE public.calls ADD CONSTRAINT calls_status_check
  CHECK (status IN ('intent', 'confirmed', 'junk', 'qualified', 'real') OR status IS NULL);
ALTER TABLE public.calls ALTER COLUMN status SET DEFAULT 'intent';
ALTER TABLE public.calls ADD COLUMN IF NOT EXISTS source TEXT DEFAULT 'click';
ALTER TABLE public.calls ADD COLUMN IF NOT EXISTS confirmed_at TIMESTAMPTZ;
ALTER TABLE public.calls ADD COLUMN IF NOT EXISTS confirmed_by UUID REFERENCES auth.users(id) ON DELETE SET NULL;
ALTER TABLE public.calls ADD COLUMN IF NOT EXISTS note TEXT;
