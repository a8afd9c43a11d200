"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="confirms-every-call",
    vice="A trigger confirms each call when it is stored.",
    killed_by=("GWY-825",),
    ddl=(
        """CREATE FUNCTION confirm_call() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.confirmed_at := now(); RETURN NEW; END $$""",
        "CREATE TRIGGER confirm_call BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION confirm_call()",
    ),
)
