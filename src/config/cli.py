"""The ``vitalfew`` command line."""

import sys
from typing import NoReturn

import click

from config.commands.lazy import Entry, LazyGroup
from config.launcher.errors import LauncherError
from vitalfew.kernel.errors import ProductError

# A command is known by one line here; its module is imported when it is called.
SECTIONS = {
    "Run": {
        "serve": Entry(
            "config.commands.serving:serve", "Serve the pages and run the background worker."
        ),
        "stop": Entry("config.commands.running:stop", "Stop all that runs on this data folder."),
        "status": Entry("config.commands.running:status", "Say what runs, and where."),
    },
    "People": {
        "member": Entry(
            "config.commands.members:member",
            "Add, list and deactivate members, and print sign-in links.",
        ),
    },
    "Data": {
        "import": Entry(
            "config.commands.importing:import_ledger",
            "Bring in a sales ledger: CSV, XLSX or Parquet.",
        ),
        "imports": Entry("config.commands.importing:list_imports", "List the imports."),
        "import-undo": Entry("config.commands.importing:import_undo", "Take an import back."),
        "sample": Entry(
            "config.commands.importing:sample", "Load or remove a real wholesaler's year."
        ),
    },
    "Value": {
        "value": Entry(
            "config.commands.value:value", "Reckon what every customer is worth, and say why."
        ),
    },
    "Database": {
        "audit": Entry("config.commands.audit:audit", "Prove that the history is whole."),
        "backup": Entry(
            "config.commands.backups:backup", "Write everything into one file, while all is in use."
        ),
        "restore": Entry(
            "config.commands.backups:restore",
            "Put a backup, or a moment of the archive, into an empty installation.",
        ),
        "verify": Entry("config.commands.backups:verify", "Prove that a backup can be restored."),
        "migrate": Entry("config.commands.maintenance:migrate", "Bring the database up to date."),
        "db": Entry("config.commands.db:db", "Dump the database alone, and look into it."),
        "version": Entry("config.commands.maintenance:version", "Print the versions."),
    },
}

HELP = """Vital Few knows what every customer is worth, and says why.

Every command starts the embedded database when none runs, and leaves it running: vitalfew stop ends it.

\b
Examples:
  vitalfew serve                          open http://localhost:8700
  vitalfew import ledger.xlsx --yes       brings in customers and their orders
  vitalfew value summary --json           what the customers are worth, for programs
  vitalfew member add lin --name 林小雨    prints a link to sign in with
  vitalfew backup monday.backup           everything in one file, while all is in use
  vitalfew restore /mnt/archive --to-time "2026-11-22 09:30"

\b
Environment:
  VITALFEW_HOME   the data folder          DATABASE_URL    a PostgreSQL server to use instead
  VITALFEW_PORT   the port of the pages    VITALFEW_BIND   the network address to listen on
"""

vitalfew = LazyGroup(
    SECTIONS,
    name="vitalfew",
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run a command; what goes wrong for a known reason is one sentence and exit code 2."""
    try:
        vitalfew()
    except LauncherError as error:
        refuse(str(error))
    except ProductError as error:
        refuse(error.sentence)
    except PermissionError as error:
        refuse(
            f"{error.filename} may not be used: give your account the right, or set VITALFEW_HOME to another folder."
        )


def refuse(sentence: str) -> NoReturn:
    """End with a sentence."""
    click.echo(sentence, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
