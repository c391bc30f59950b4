import pytest

from azext_hubnet.core.formats.arm import syntax
from azext_hubnet.core.formats.arm.syntax import Call, Member, NotAnExpression, read


def test_terms_of_an_expression():
    assert read("['it''s']") == "it's" and read('[ -5 ]') == -5
    assert read('[ Null ( ) ]') == Call('null', (), 'Null ( )')
    name = Call('parameters', ('x',), "parameters( 'x' )")
    assert read("[concat(parameters( 'x' ).a [0], 1)]") == Call(
        'concat',
        (Member(Member(name, 'a', "parameters( 'x' ).a"), 0, "parameters( 'x' ).a [0]"), 1),
        "concat(parameters( 'x' ).a [0], 1)",
    )


@pytest.mark.parametrize(
    'text',
    [
        '[]',
        '[a]',
        "['a' 'b']",
        '[f(,)]',
        '[f(1,)]',
        '[f(1 2)]',
        '[f(]',
        '[f()[1]',
        "['a]",
        '[f().]',
        '[f()[]]',
        '[1.5]',
        '[12345678901]',
        '[f()]]',
        '[f(1)',
    ],
)
def test_texts_that_are_not_expressions(text):
    with pytest.raises(NotAnExpression):
        read(text)


@pytest.mark.parametrize('around', [('f(', ')'), ('f()[', ']')])
def test_depth(around):
    def nested(depth):
        return '[' + around[0] * depth + '1' + around[1] * depth + ']'

    read(nested(syntax.MAX_DEPTH))
    with pytest.raises(NotAnExpression):
        read(nested(syntax.MAX_DEPTH + 1))


def test_chains_of_members():
    read('[f()' + '.a' * syntax.MAX_DEPTH + ']')
    with pytest.raises(NotAnExpression):
        read('[f()' + '.a' * (syntax.MAX_DEPTH + 1) + ']')


def test_length():
    text = "['" + 'x' * (syntax.MAX_TEXT - 4) + "']"
    assert len(read(text)) == syntax.MAX_TEXT - 4
    with pytest.raises(NotAnExpression):
        read(text[:-2] + "x']")
