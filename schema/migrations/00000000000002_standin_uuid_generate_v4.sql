-- Stand-in for what Supabase brings: uuid_generate_v4(). Supabase has it in the schema `extensions`.
-- Some builds of PostgreSQL come without uuid-ossp; there a function of the same name takes its place.
DO $$
BEGIN
    IF to_regprocedure('uuid_generate_v4()') IS NOT NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'uuid-ossp') THEN
        CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
    ELSE
        CREATE FUNCTION public.uuid_generate_v4() RETURNS UUID
            LANGUAGE SQL VOLATILE PARALLEL SAFE AS 'SELECT pg_catalog.gen_random_uuid()';
    END IF;
END $$;
