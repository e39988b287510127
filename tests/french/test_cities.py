"""A city is told beyond doubt, or not at all."""

import pytest

from chorale.french.cities import cities


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("12 rue X, 35000 Rennes", ("Rennes",)),
        ("CCI Nantes, 16 Quai Ernest Renaud, 44100 Nantes, France", ("Nantes",)),
        ("Palais des Congrès\n2 place de la Porte Maillot\n75017 Paris\nFrance", ("Paris",)),
        ("12 rue X, CS 40123, 44041 NANTES CEDEX 1", ("Nantes",)),
        ("Mairie, BP 12, 93205 SAINT-DENIS CEDEX", ("Saint-Denis",)),
        ("59650 VILLENEUVE D'ASCQ CEDEX", ("Villeneuve d'Ascq",)),
        ("Bercy - 139 rue de Bercy - 75012 PARIS", ("Paris",)),
        ("13 rue de Nantes 35000 Rennes France", ("Rennes",)),
        ("35000 Rennes (France)", ("Rennes",)),
        ("35 000 Rennes", ("Rennes",)),
        ("F-67000 Strasbourg", ("Strasbourg",)),
        ("75013 Paris 13e", ("Paris",)),
        ("3 place X, Lyon 3ème", ("Lyon",)),
        ("139 rue de Bercy, 75572 Paris 12e arrondissement", ("Paris",)),
        ("Hôtel de Région\n1 rue de la Loire\nNantes 44966 cedex 9\nFrance", ("Nantes",)),
        ("VILLENEUVE D'ASCQ 59650", ("Villeneuve d'Ascq",)),
        ("Nantes (44000)", ("Nantes",)),
        ("Trifouillis (44)", ("Trifouillis",)),
        ("44000, Trifouillis", ("Trifouillis",)),
        ("Hôtel de ville, Trifouillis, 44000, France", ("Trifouillis",)),
        ("Rue de la Loi 16, 1000 Bruxelles, Belgique", ("Bruxelles",)),
        ("Salle A, 1 rue B, Lyon", ("Lyon",)),
        ("Saint-Lô", ("Saint-Lô",)),
        ("Le Mans, France", ("Le Mans",)),
        ("12 rue X, 35000 Rennes ; 3 rue Z, 44000 Nantes", ("Rennes", "Nantes")),
        ("Mairie | 3 place du Capitole | 31000 Toulouse", ("Toulouse",)),
        ("Mairie / 3 place du Capitole / 31000 Toulouse", ("Toulouse",)),
        ("16, Quai Renaud, Nantes, Loire-Atlantique, Pays de la Loire, 44100, France", ("Nantes",)),
        ("Paris XIIe, 207 rue de Bercy", ("Paris",)),
        ("33000 Bordeaux et en visio", ("Bordeaux",)),
        ("44000 Nantes et 35000 Rennes", ("Nantes", "Rennes")),
        ("Bordeaux + Teams", ("Bordeaux",)),
        ("Palais des Congrès", ()),
        ("Chez Paul", ()),
        ("12 avenue de Paris, Trifouillis", ()),
        ("", ()),
    ],
)
def test_the_cities_of_an_address(address, found):
    assert cities(address) == found


def test_a_city_that_the_community_knows_needs_no_postcode():
    assert cities("Mairie, Trifouillis", ("Trifouillis",)) == ("Trifouillis",)
