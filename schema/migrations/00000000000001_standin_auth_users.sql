-- Stand-in for what Supabase brings: auth.users, the target of calls.confirmed_by. Left alone where it exists.
-- In a block, since even CREATE … IF NOT EXISTS asks for a right on the schema that Supabase does not give.
DO $$
BEGIN
    IF to_regnamespace('auth') IS NULL THEN
        CREATE SCHEMA auth;
    END IF;
    IF to_regclass('auth.users') IS NULL THEN
        CREATE TABLE auth.users (id UUID PRIMARY KEY);
    END IF;
END $$;
