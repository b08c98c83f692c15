"""The faults and attacks that the product must stand, and how many cases of each make a proof."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One fault: what its tests prove, how many cases are due (0: all there are), and what is not covered, and why."""

    id: str
    proves: str
    due: int
    open: str = ""


ROWS = (
    Row("A1", "Every address answers every kind of person as the matrix says; none is unlisted", 0),
    Row("A2", "Nothing of others leaves: pages, parts, files, headers, search, links", 0),
    Row("A3", "A key of something out of reach is refused like one that is not there, in any field", 720),
    Row("A4", "Bulk actions on one's own and others' customers touch one's own alone, and say so", 240),
    Row("A5", "A hidden field cannot be inferred", 360),
    Row("A6", "Counts and totals are those of the rows one may see, whatever the filters", 2000),
    Row("A7", "The pool's rules hold", 60),
    Row("A8", "Results and files of others' tasks and imports are refused", 40),
    Row("A9", "Sign-in, second factor, links and sessions live and die as they should", 70),
    Row("A10", "No form works without its proof of origin, by no method trick; looking changes nothing", 0),
    Row("A11", "Guessing is slowed down, and who is guessed at still gets in", 12),
    Row("A12", "A token does what its scope says", 0),
    Row("B1", "The API answers anything without a fault", 0),
    Row("B2", "Any text in any field is stored exactly or refused", 6000),
    Row("B3", "SQL in sorts, filters, columns and keys is text", 3200),
    Row("B4", "No cell of a file is a formula, and every text comes back as it was", 360),
    Row("B5", "No text of anybody runs in a browser", 2000),
    Row("B6", "Mail that comes in is shown safely", 80),
    Row("B7", "Template language in a text stays text", 150),
    Row("B8", "Addresses of inner services are not called", 225),
    Row("B9", "An upload never becomes a page", 40),
    Row("B10", "A broken or hostile spreadsheet is a sentence", 60),
    Row("B11", "Abused HTTP gets 4xx and the server lives on", 40),
    Row("B14", "No text makes a page slow", 20),
    Row("B15", "No address leads to another site", 40),
    Row("B16", "Nobody adds headers to mail", 45, "No mail comes in, so no loops are tried."),
    Row("B17", "Names of files and of members of archives are text", 35),
    Row("C1", "Of two who change the same thing the second sees both texts", 720),
    Row("C2", "Of sixteen who claim one customer at once one wins, and the others are told so", 300),
    Row("C4", "Sent twice, done once", 200),
    Row("C8", "Bulk changes, imports and deleting on the same rows end as if one after another", 40),
    Row("C9", "Two workers, two schedulers: each task takes effect once", 40),
    Row("C11", "No race gets past the day's quota or a cap", 200),
    Row("D1", "A web process that is killed loses nothing that was confirmed", 60),
    Row("D2", "A worker that is killed goes on, and the result is exact", 60),
    Row("D3", "A database that is killed loses nothing that was confirmed", 20),
    Row("D4", "Cut connections heal by themselves", 30),
    Row("D5", "A full disk refuses writes in a sentence, and reading goes on", 18),
    Row("D6", "A disk that fails is never taken for one that kept", 12),
    Row("D7", "Work that takes too much memory fails alone", 8),
    Row("D8", "A database out of reach is told quickly, and found again", 16),
    Row("D14", "A wrong configuration is one line, and nothing starts", 15),
    Row("E1", "What is restored is what was taken", 1),
    Row("E2", "Restoring to a moment brings what was confirmed by then", 10),
    Row("E3", "A damaged or foreign backup is refused", 15),
    Row("E7", "Every table is in the lists of backup, personal data and erasure", 0),
    Row("G1", "Everything about a person is exported, and erased", 20),
    Row("G3", "Whoever changes the history is refused or found out", 15),
    Row("G4", "Every way of writing leaves who changed what", 120),
    Row("G5", "No secret is in a log, an error or an address", 12),
)  # fmt: skip
