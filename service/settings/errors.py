"""What can be wrong with a setting.

BadValueError   one value; becomes a line that names its variable
SettingsError   all of those lines together: the start is refused
"""


class BadValueError(Exception):
    """A value cannot be used.

    Args:
        problem: what is wrong, to be read after the variable's name; never the value itself,
            which may be a secret.
        example: what would be right; None leaves it to the variable.
    """

    def __init__(self, problem: str, *, example: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.example = example


class SettingsError(Exception):
    """The environment cannot be used.

    Args:
        faults: one line each: the variable, what is wrong, an example of what is right.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
