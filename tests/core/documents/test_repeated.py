from azext_hubnet.core.documents.repeated import RepeatedKeys, all_pairs


def test_a_mapping_without_repeats_is_a_plain_dict():
    mapping = RepeatedKeys.dict_of([('a', 1), ('b', 2)])
    assert type(mapping) is dict
    assert list(all_pairs(mapping)) == [('a', 1), ('b', 2)]


def test_an_overwritten_value_is_kept_and_the_last_one_counts():
    mapping = RepeatedKeys.dict_of([('a', 1), ('b', 2), ('a', 3)])
    assert mapping == {'a': 3, 'b': 2}
    assert list(all_pairs(mapping)) == [('a', 1), ('b', 2), ('a', 3)]
    assert len(all_pairs(mapping)) == 3
