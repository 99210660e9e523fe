"""Import: a file or a pull into figures, exactly once, with nothing forgotten.

importing   import_file: read -> decide -> store, the use case
parts       one part of a file in one transaction: placed, staged, compared, held or stored
owners      which ad account it belongs to          entities   which campaigns, ad sets, ads
staging     the batch in a temporary table          comparing  beside what is stored
storing     current rows, earlier readings, sums    report     the contract's JSON
files       originals by their hash                 options    what a person says along with a file
"""

from paidsocial.services.imports.importing import FileOutcome, import_file
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.parts import PartOutcome

__all__ = ["FileOutcome", "ImportOptions", "PartOutcome", "import_file"]
