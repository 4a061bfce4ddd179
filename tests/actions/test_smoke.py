from tests.actions import scenes


def test_all(store):
    with store.writing() as db:
        r=scenes.chosen(db)
    print(r, scenes.journal_rows(store))
