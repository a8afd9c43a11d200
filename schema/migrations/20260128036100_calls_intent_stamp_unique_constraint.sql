ALTER TABLE public.calls ADD CONSTRAINT calls_site_intent_stamp_uniq UNIQUE (site_id, intent_stamp);
