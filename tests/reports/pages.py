"""What a page of HTML holds, for tests that look at the outcome rather than at the text of it."""

from html.parser import HTMLParser

# A reader sees these apart from what stands before them.
_APART = {'td', 'th', 'dt', 'dd', 'br', 'li', 'p', 'tr', 'h2', 'h3', 'h4', 'summary'}
VOID = {'meta', 'br', 'img', 'link', 'hr', 'input', 'path', 'rect'}


class Page(HTMLParser):
    """tags: every start tag with its attributes, in order. text: all that a reader sees, run together.

    comments: those of the page. Raises AssertionError for tags that are not closed in the order they were opened in.
    """

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.tags, self.comments, self.pieces = [], [], []
        self._open = []
        self.feed(source)
        self.close()
        assert self._open == []

    @property
    def text(self):
        return ''.join(piece for path, piece in self.pieces if 'style' not in path)

    @property
    def names(self):
        return [tag for tag, _ in self.tags]

    def within(self, tag):
        """The text of every such element, in order; one that holds another of its kind has the text of both."""
        found = {}
        for path, piece in self.pieces:
            for name, number in path.items():
                if name == tag:
                    found[number] = found.get(number, '') + piece
        return list(found.values())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in _APART:
            self.handle_data(' ')
        if tag not in VOID:
            self._open.append((tag, len(self.tags)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.pieces.append((dict(self._open), data))

    def handle_comment(self, data):
        self.comments.append(data)
