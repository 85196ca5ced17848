"""A PostgreSQL database that goes back to what it was, in a few milliseconds instead of being made
anew: a schema for each state that it may go back to holds the rows. Schema changes are not undone:
a test that makes some has a database of its own."""

from __future__ import annotations

from sqlalchemy import create_engine, text

REMEMBER = """
CREATE SCHEMA {state};
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE {state}.%I AS TABLE public.%I', name, name);
  END LOOP;
END $$;
CREATE TABLE public.all_counters AS
  SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
ALTER TABLE public.all_counters SET SCHEMA {state};
"""

# Triggers and foreign keys sleep: what may only be added to is taken away here all the same.
REWIND = """
SET session_replication_role = replica;
DO $$
DECLARE name text; counter record; filled boolean;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM {state}.%I)', name) INTO filled;
    IF filled THEN EXECUTE format(
      'INSERT INTO public.%I OVERRIDING SYSTEM VALUE SELECT * FROM {state}.%I', name, name);
    END IF;
  END LOOP;
  FOR counter IN SELECT * FROM {state}.all_counters LOOP
    PERFORM setval(format('%I.%I', counter.schemaname, counter.sequencename)::regclass,
      coalesce(counter.last_value, 1), counter.last_value IS NOT NULL);
  END LOOP;
END $$;
"""


def remember(url: str, state: str) -> None:
    """What every table holds now is what `rewind` brings back."""
    _run(url, REMEMBER, state)


def rewind(url: str, state: str) -> None:
    """Whoever is still connected is cut off."""
    _run(url, REWIND, state)


def _run(url: str, statements: str, state: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statements.replace("{state}", state).replace(":", "\\:")))
    engine.dispose()
