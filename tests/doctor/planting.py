"""Who is well, and who has a fault: the functions that make patients, by name."""


class Patients:
    """`healthy` and `planted` decorate functions that give what `diagnose` takes."""

    def __init__(self):
        self.well, self.ill = {}, {}

    def healthy(self, make):
        self.well[make.__name__] = make
        return make

    def planted(self, *findings):
        """With a fault of which one of these findings tells."""

        def add(make):
            self.ill[make.__name__] = make, findings
            return make

        return add
