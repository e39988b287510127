"""What a file holds is told as it stands; the sentence of each fault is tested beside the readers of files."""

from chorale.ipm.formats.faults import FilePart, Malformed, ScenarioFault, at
from chorale.site.cycle.fault_sentences import fault_sentence


def test_braces_written_in_a_file_are_told_as_they_are():
    fault = Malformed(
        ScenarioFault.NEGATIVE, at(FilePart.GIVEN_POINTS, "{0}", "DE-{x}"), found="{where}"
    )
    assert fault_sentence(fault) == "points de {0}, DE-{x} : « {where} » est négatif."
