import pytest

from azext_hubnet.core.model.dates import iso_date
from azext_hubnet.core.model.errors import InputError


@pytest.mark.parametrize('text', ['2024-05-21', ' 2024-05-21 '])
def test_a_date_is_read(text):
    assert iso_date(text) == '2024-05-21'


@pytest.mark.parametrize(
    'text',
    [
        '',
        '2024',
        '2024-5-21',
        '20240521',
        '2024-13-01',
        '2024-02-30',
        '21.05.2024',
        '2024-W21-2',
        '2024-05-21T00:00',
        '2024/05/21',
        '２０２４-05-21',
        'today',
    ],
)
def test_other_texts_are_not_dates(text):
    with pytest.raises(InputError) as caught:
        iso_date(text)
    assert caught.value.message == f"'{text}' is not a valid date."
    assert '2024-05-21' in caught.value.recommendation
