"""Every read of rows that belong to somebody goes through a policy: finds code that asks the database past it.

A model is scoped when some app's ``policies.py`` names it: as the model of a ``RowPolicy`` or ``ChildPolicy``, or by
reading its ``.objects`` there. Anywhere else its managers and its table in SQL are refused, but for the files below.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "src" / "vitalfew"
MANAGERS = {"objects", "everything", "_default_manager", "_base_manager"}
POLICIES = {"RowPolicy", "ChildPolicy"}

# Who works here is no secret among colleagues; the page that manages them has a policy all the same.
KNOWN_TO_ALL = {"Member"}

# Each has its reason: none of them answers a member's question with rows.
ALLOWED: dict[str, str] = {
    "access/sight.py": "compares reaches, and reads no rows",
    "api/actions.py": "the token that has just been made, and the one whose secret a program shows",
    "calls/actions.py": "writes the call for the screen that the policy gave, and forgets what is a day old",
    "customers/actions.py": "bulk verbs of import and undo; single customers are locked through their policy",
    "customers/bin.py": "the worker's own look for what is overdue, and who buys again comes back",
    "customers/bulk.py": "rows of a plan, the bin included: each asked of the policy's condition again, under its lock",
    "customers/forms.py": "a number is unique in the whole company; the answer is yes or no",
    "customers/many.py": "writes and locks customers that the policy gave, and takes back what an import brought",
    "customers/owners.py": "a member's customers move along with the member",
    "customers/team.py": "lends customers for a verb that has asked for its own right",
    "customers/queries.py": "search and countries put the reach into their own SQL",
    "duplicates/actions.py": "a word about a pair that the policy gave",
    "duplicates/asking.py": "the look under way, and whether there is anybody to look at",
    "duplicates/arriving.py": "what others own is told as no more than whom to ask",
    "duplicates/arriving_people.py": "whom others know is told as no more than whom to ask",
    "duplicates/alike.py": "asks across rights; what others own is told as no more than whom to ask",
    "duplicates/alike_people.py": "asks across rights; whom others know is told as no more than whom to ask",
    "duplicates/describing.py": "keys and comparisons are made of every customer",
    "duplicates/describing_people.py": "comparisons are made of every contact",
    "duplicates/finding.py": "search puts the reach into its own SQL",
    "duplicates/merge_jobs.py": "looks for what its own job did already",
    "duplicates/tasks.py": "names the page that a job leads to, which asks for the rights itself",
    "duplicates/merging.py": "exchanges the numbers of two customers that the policy gave",
    "duplicates/merging_people.py": "asks the policy of contacts of both, also of one that is put away",
    "duplicates/person_positions.py": "the positions of two contacts that the policy gave, and who reports to those",
    "duplicates/queries.py": "where merged customers went; the end is asked of the policy",
    "duplicates/scanning.py": "the job that looks through the whole base",
    "duplicates/scanning_people.py": "the job that looks through the whole base",
    "duplicates/triggers.py": "the triggers' own SQL",
    "duplicates/unmerging.py": "locks both customers of a merge that the policy gave",
    "dossier/many.py": "writes the parts of customers that were locked through their policy",
    "dossier/actions.py": "writes the parts of a customer that was locked through its policy",
    "fields/memory.py": "which fields there are: everybody's forms have them, and roles narrow what is told",
    "fields/actions.py": "names, places and formulas of all fields, for who may set them",
    "fields/indexing.py": "the job that makes an index for each field",
    "inquiries/many.py": "writes inquiries that are new or the policy gave, and takes back what an import brought",
    "inquiries/departures.py": "how many inquiries wait for a member who leaves: a number",
    "inquiries/arriving.py": "what came twice under one receipt; and whether the finder would see it otherwise",
    "inquiries/mailbox.py": "whether a mail came before, and how often its sender has written",
    "inquiries/public.py": "what a stranger has just sent, by the proof they hold",
    "inquiries/passing.py": "the open inquiries of a member whose customers change hands",
    "inquiries/qualifying.py": "the contacts of a customer that the policy gave",
    "inquiries/routing.py": "the load of those who may get the next one",
    "importing/actions.py": "locks the import that import_for found",
    "importing/applying.py": "the job that applies a checked file",
    "importing/checking.py": "the job that checks a file",
    "importing/ledger/adding.py": "adds a checked ledger to all customers it names, for who may write to all",
    "importing/ledger/totals.py": "counts what a ledger names, for who may write to all",
    "importing/records/contacts.py": "tells the facts of contacts that the policy gave, and locks them",
    "importing/records/customers.py": "a number is unique in the whole company; tells customers that the policy gave",
    "importing/records/inquiries.py": "what came before under one receipt; facts of inquiries that the policy gave",
    "importing/fixing.py": "locks the import that import_for found",
    "importing/moving.py": "the job's own import",
    "importing/sample.py": "one sample in the whole company",
    "jobs/actions.py": "the worker's own look for interrupted jobs",
    "jobs/running.py": "the worker's own job",
    "lifecycle/actions.py": "derives every customer's stage",
    "lifecycle/rules.py": "the rule by which it is derived, whoever asks",
    "importing/forgetting.py": "the job that erases a person looks into every file",
    "handover/actions.py": "writes the rows of a hand-over that the policy gave, for customers it was asked of",
    "handover/answering.py": "locks the customers of a hand-over that the policy gave",
    "handover/triggers.py": "the trigger's own SQL",
    "inquiries/sources.py": "whether anything ever came by a source: yes or no, no rows",
    "ownership/queries.py": "when a former owner gave a customer up: a moment for the waiting time, no rows",
    "ownership/leaving.py": "how many customers a member who leaves still owns: a number",
    "activity/actions.py": "locks the follow-up that its policy gave",
    "activity/many.py": "an import asks its policy first, and takes back what a file brought",
    "activity/queries.py": "what rules ask of everybody's, for no member",
    "funnel/actions.py": "locks the opportunity that its policy gave, and notes its step",
    "funnel/departures.py": "how many opportunities a member who leaves still has: a number",
    "funnel/passing.py": "the opportunities of a member whose customers change hands",
    "funnel/purging.py": "the worker's own look for what is overdue",
    "pool/allotting.py": "the job that gives out takes what lies in the pools that do so",
    "pool/locking.py": "drops the warnings of a customer that the policy gave and that is locked now",
    "pool/turns.py": "how many each taker owns, and who had the last turn",
    "pool/daily.py": "the job of every day takes from whoever the rules say",
    "pool/dealing.py": "rows of a plan from entries that the policy gave, and how many each taker owns",
    "pool/recycling.py": "rows of a plan: each asked of its rule again, and then of the policy",
    "pool/actions.py": "locks the customer of a pool that the policy gave, and asks whether it lies in one",
    "ownership/triggers.py": "the triggers' own SQL",
    "pool/arriving.py": "which customers of a taken-back file people have put into a pool, by key alone",
    "pool/triggers.py": "the triggers' own SQL",
    "pool/bulk.py": "rows of a plan: each asked of the policy again, under its lock",
    "pool/limits.py": "counts that a limit is measured against",
    "pool/setting.py": "writes the seats of a pool that the policy gave",
    "pool/taking_back.py": "rows of a plan that the actor carried out",
    "people/many.py": "writes contacts that are new or the policy gave, and where they work",
    "people/actions.py": "writes the positions of a customer that was locked through its policy",
    "people/happenings.py": "the names of contacts whose keys the policy gave",
    "people/consents.py": "who of the contacts that the caller names agreed; rows are narrowed, never widened",
    "privacy/persons.py": "the job that erases a person who was seen when it was started",
    "privacy/retention.py": "the rule's own count, for who sees every person",
    "savedviews/actions.py": "how many views a member keeps, and writes where the member keeps them",
    "site/binned.py": "whether the bin is being emptied already",
    "trade/actions.py": "bulk verbs of import and undo",
    "trade/queries.py": "the currencies of all orders, for who sees all",
    "resource/counting.py": "the count looks at everybody; what it keeps is read through the policies",
    "resource/looking.py": "the same, and the tables it puts into its own SQL",
    "value/actions.py": "a value run that waits already will do",
    "value/facts.py": "a run values every customer",
    "value/previewing.py": "reckons everybody anew; what is shown is cut to the reader's rows",
    "value/queries.py": "the newest run's job, for whoever may open it; None is the command line",
    "value/storing.py": "copies every customer's stage beside the score",
    "value/telling.py": "the command line",
}


def complaints() -> Iterator[str]:
    """One line for each place that asks past a policy, and for each exception that is needed no more."""
    models = scoped_models()
    tables = {f"{app}_{model.lower()}" for model, app in models.items()}
    used: set[str] = set()
    for path in sorted(APPS.rglob("*.py")):
        name = path.relative_to(APPS).as_posix()
        if _is_outside(name):
            continue
        for line, what in reads_past(path.read_text(encoding="utf-8"), set(models), tables):
            used.add(name)
            if name not in ALLOWED:
                yield f"src/vitalfew/{name}:{line}: {what}: start at the policy that says which rows"
    for name in sorted(ALLOWED.keys() - used):
        yield f"tools/scopes.py: {name} needs no exception any more"


def _is_outside(name: str) -> bool:
    parts = name.split("/")
    return "tests" in parts or "migrations" in parts or parts[-1] in {"policies.py", "conftest.py"}


def scoped_models() -> dict[str, str]:
    """The models that some policy is about, each with the app that has it."""
    found: dict[str, str] = {}
    for path in sorted(APPS.glob("*/policies.py")):
        for name in models_named(path.read_text(encoding="utf-8")):
            # Policies of other apps may name it too.
            if name not in found or _defines(path.parent, name):
                found[name] = path.parent.name
    return {name: app for name, app in found.items() if name not in KNOWN_TO_ALL}


def _defines(app: Path, name: str) -> bool:
    models = app / "models.py"
    return models.exists() and f"class {name}(" in models.read_text(encoding="utf-8")


def models_named(source: str) -> Iterator[str]:
    """The models a module of policies speaks of."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=model), *_]) if (
                name in POLICIES
            ):
                yield model
            case ast.Attribute(value=ast.Name(id=model), attr=attr) if attr in MANAGERS:
                yield model


def reads_past(source: str, models: set[str], tables: set[str]) -> Iterator[tuple[int, str]]:
    """Each place in ``source`` that reads a scoped model by itself: its line, and what it does."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id=model), attr=attr) if attr in MANAGERS:
                if model in models:
                    yield node.lineno, f"{model}.{attr}"
            case ast.Constant(value=str(text)):
                for table in tables:
                    if f"FROM {table}" in text or f"JOIN {table}" in text:
                        yield node.lineno, f"SQL on {table}"
