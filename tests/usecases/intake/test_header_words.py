"""Headers that no list foresaw are read word by word; tables of other things are refused with what gives them away."""

import pytest

from usecases.intake import IntakeError, read
from usecases.intake.codes import How
from usecases.intake.headers import WORDS, Headers
from usecases.intake.kinds import refuse_other_kinds

MEANINGS = {
    "title": [
        "Projet IA",
        "Cas d'usage proposé",
        "Nom du cas d’usage IA",
        "Quel est le nom de votre cas d'usage ?",
        "تسمية المشروع",
        "اسم المبادرة المقترحة",
        "حالة استعمال الذكاء الاصطناعي",
        "AI System",
        "Name of AI system",
        "Algoritmenaam",
        "AI-systeem",
        "Naam toepassing",
    ],
    "administration": [
        "Organisme porteur",
        "Institution porteuse",
        "2. Structure porteuse\n(Ministère / EEP)",
        "Entité porteuse du projet",
        "Département ministériel / EEP",
        "Quelle est votre administration ?",
        "الإدارة المعنية بالمشروع",
        "المؤسسة / الإدارة",
        "Government department",
        "Lead Department",
        "OPDIV",
        "Name of public authority",
        "Ministerie",
        "Uitvoeringsorganisatie",
        "Verantwoordelijke instantie",
    ],
    "summary": [
        "Description succincte (max 500 caractères)",
        "Descriptif du projet",
        "Décrivez le cas d'usage en quelques lignes",
        "Objectif principal",
        "الأهداف المتوخاة",
        "Use case overview",
        "Description of AI system",
        "Toelichting",
    ],
    "stage": [
        "Statut actuel du projet",
        "Etat d'avancement (%)",
        "حالة تقدم المشروع",
        "مرحلة التنفيذ",
        "Operational status",
        "Status of the project",
        "Huidige fase",
        "Levenscyclusfase",
    ],
    "starts_on": [
        "Date de lancement prévue",
        "Année de lancement",
        "Date prévisionnelle de mise en service",
        "Go-live date",
        "Year deployed",
        "Startjaar",
        "Datum ingebruikname",
    ],
    "investment_mad": [
        "COUT ESTIMATIF (DHS)",
        "Coût total estimé (en MDH)",
        "Budget alloué",
        "الميزانية المرصودة (مليون درهم)",
        "الغلاف المالي (بالدرهم)",
    ],
    "facts.personal_data": [
        "Traite-t-il des données personnelles ?",
        "has_pii",
        "Verwerking persoonsgegevens (ja/nee)",
    ],
}
NOTHING = [
    "Responsable du projet",
    "Date de dernière mise à jour",
    "Numéro de téléphone",
    "Nombre de projets",
    "Type de projet",
    "Impact attendu du projet",
    "Chef de projet",
    "Budget et date du projet",
    "Direction de la lumière",
    "x",
    "",
    "()",
    "2024",
]


@pytest.fixture
def known(profiles):
    return Headers(next(one for one in profiles if one.id == "generic"))


@pytest.mark.parametrize(("header", "name"), [(one, name) for name, headers in MEANINGS.items() for one in headers])
def test_a_header_that_nobody_listed_is_known_by_its_words(known, header, name):
    match = known.match(header)
    assert match is not None
    assert (match.known.name, match.confidence >= WORDS) == (name, True)


@pytest.mark.parametrize("header", NOTHING)
def test_one_word_that_is_not_known_or_two_things_at_once_and_nothing_is_said(known, header):
    match = known.match(header)
    assert match is None or match.confidence < WORDS


def listed(*rows: str) -> bytes:
    return "\n".join(rows).encode()


@pytest.mark.parametrize(
    ("content", "code", "marks"),
    [
        (
            listed("Nom;Prénom;Direction;Grade", "Alami;Nadia;Budget;Administratrice"),
            "intake.other_kind",
            ["Prénom", "Grade"],
        ),
        (listed("Name,Organisation,Email,Phone", "Ann,Roads,a@b.ma,1"), "intake.other_kind", ["Email", "Phone"]),
        (
            listed("الاسم,الإدارة,المهمة,الرتبة", "نادية,الميزانية,متصرفة,أولى"),
            "intake.other_kind",
            ["المهمة", "الرتبة"],
        ),
        (listed("Tool,Description,Category,Status", "Copilot,Assistant,Office,Approved"), "intake.not_use_cases", None),
        (listed("Name,Department,Status,Office", "Ann,Roads,Active,B12"), "intake.not_use_cases", None),
        (listed("Désignation;Direction;État", "Imprimante;Moyens;En service"), "intake.not_use_cases", None),
    ],
)
def test_a_list_of_something_else_is_refused_with_the_headers_that_say_so(content, code, marks, profiles):
    with pytest.raises(IntakeError) as refused:
        read(content, "x.csv", profiles=profiles)
    assert refused.value.code == code
    if marks:
        assert refused.value.values["marks"] == marks


@pytest.mark.parametrize(
    "content",
    [
        listed("Nom du cas d'usage;Direction;Email;Téléphone", "Trier le courrier;Archives;a@b.ma;1"),
        listed("Name,Organisation,Email,Phone,AI technique", "Sort mail,Archives,a@b.ma,1,NLP"),
        listed("Nom;Direction", "Chatbot des usagers;Archives", "Détection des fraudes;Impôts"),
        listed("Nom;Direction;Description;Statut", "Trier le courrier;Archives;Classer;Pilote"),
        listed("Projet;Direction;Prix;Lieu;Algorithme", "Trier le courrier;Archives;3;Rabat;arbre"),
        listed("Projet;Direction;Vendor;Version", "Détection des fraudes;Impôts;ACME;2"),
        listed("Titre;Administration", "Trier le courrier;Archives"),
    ],
)
def test_a_list_that_speaks_of_uses_of_ai_is_taken_whatever_else_it_holds(content, profiles):
    assert read(content, "x.csv", profiles=profiles).rows


def test_what_arabic_writes_in_one_with_a_word_does_not_hide_it(profiles):
    content = listed("المشروع;الجهة المسؤولة", "تفريغ الجلسات بالذكاء الاصطناعي;وزارة العدل")
    codes = {one.code for one in read(content, "x.csv", profiles=profiles).recognised.why}
    assert How.NOTHING_SPEAKS not in codes
    other = listed("المشروع;الجهة المسؤولة", "بناء قنطرة;وزارة التجهيز")
    assert How.NOTHING_SPEAKS in {one.code for one in read(other, "x.csv", profiles=profiles).recognised.why}


def test_a_person_may_say_that_it_is_one_after_all(profiles):
    content = listed("Tool,Description,Category,Status", "Copilot,Assistant,Office,Approved")
    assert read(content, "x.csv", profiles=profiles, profile="generic").rows


def test_a_profile_that_knows_no_other_kind_refuses_none(profiles):
    plain = next(one for one in profiles if one.id == "generic").model_copy(update={"other_kinds": {}})
    refuse_other_kinds(plain, ["Nom", "Prénom", "Grade"], "Nom", {"title": 0}, [])
