"""Traits of a widget that refuse in one way: what it is, what was wanted, and why.

Every one of them is synced with the page. The page gets their `limits` from here too:
what a control may send is what the widget takes.
"""

import copy
import math

import numpy as np
import traitlets


def refusal(name, value, wanted, why):
    """The one error of all settings, to be raised."""
    return traitlets.TraitError(f"{name} is {value!r}, wanted {wanted}: {why}")


def number(value):
    """`value` as a float; NaN, which no range holds, if it is no number."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


class Setting(traitlets.TraitType):
    """What the reader sets. A subclass says what is `wanted`, and takes a value.

    why: the end of the refusal, mostly the remedy. It and the limits may be functions
    of the widget: such a trait is `late`, taken when all that one call sets is there.
    wanted: the middle of the refusal, instead of what the class says.
    form: what a link to the figure may ask for, beyond the limits, where the class does
    not know it (`_page/asked.js`).
    """

    limits = None

    def __init__(self, default, why, wanted="", late=False, form=None, **options):
        super().__init__(copy.deepcopy(default), **options)
        self.why, self.said, self.late = why, wanted, late or callable(why)
        self.form = {**self.own_form(), **(form or {})}
        self.tag(sync=True)

    def default(self, obj=None):
        """A default of the widget's own: lists are not shared."""
        return copy.deepcopy(super().default(obj))

    def validate(self, obj, value):
        """What is kept of `value`, or the refusal."""
        return value if self.late else self._taken(obj, value)

    def _cross_validate(self, obj, value):
        value = super()._cross_validate(obj, value)
        return self._taken(obj, value) if self.late else value

    def _taken(self, obj, value):
        taken = self.take(obj, value)
        if taken is None:
            wanted = self.said or self.wanted(obj)
            raise refusal(self.name, value, wanted, of(obj, self.why))
        return taken

    def own_form(self):
        """What the class itself knows of `form`."""
        return {}

    def take(self, widget, value):
        """`value` as it is kept; None if it is refused."""
        raise NotImplementedError

    def wanted(self, widget):
        """What is taken, in words."""
        raise NotImplementedError


def of(widget, what):
    """A limit, or a reason, that may be a function of the widget."""
    return what(widget) if callable(what) else what


class Number(Setting):
    """A float from `low` to `high`; between them if `ends` are excluded."""

    def __init__(self, default, low, high, why, ends=True, **options):
        self.low, self.high, self.ends = low, high, ends
        super().__init__(default, why, late=callable(high), **options)

    def own_form(self):
        """Whether the ends are left out."""
        return {} if self.ends else {"open": True}

    @property
    def limits(self):
        """As the page has them; none where they follow another setting."""
        fixed = not callable(self.high) and math.isfinite(self.high)
        return {"min": self.low, "max": self.high} if fixed else None

    def take(self, widget, value):
        """`value` as a float."""
        low, value, high = self.low, number(value), of(widget, self.high)
        inside = low <= value <= high if self.ends else low < value < high
        return value if inside and math.isfinite(value) else None

    def wanted(self, widget):
        """The range."""
        high = of(widget, self.high)
        if math.isinf(high):
            return "a finite number"
        if not self.ends:
            return f"a number between {self.low:g} and {high:g}, ends excluded"
        return f"a number from {self.low:g} to {high:g}"


class Whole(Number):
    """A whole number, or `step`, from `low` to `high`.

    also: if given, None is taken too; it says what that means.
    """

    def __init__(self, default, low, high, why, step="number", also="", **options):
        self.step, self.also, self.allow_none = step, also, bool(also)
        super().__init__(default, low, high, why, **options)

    def own_form(self):
        """Whether it may be None; that it is whole, where limits are not fixed."""
        late = {"whole": True, "min": self.low} if callable(self.high) else {}
        return {**late, **({"none": True} if self.also else {})}

    @property
    def limits(self):
        """As the page has them."""
        return super().limits and {**super().limits, "whole": True}

    def take(self, widget, value):
        """`value` as an int."""
        value = super().take(widget, value)
        return int(value) if value is not None and value == int(value) else None

    def wanted(self, widget):
        """The range."""
        high = of(widget, self.high)
        return f"a whole {self.step} from {self.low} to {high}{self.also}"


class Numbers(Number):
    """A list of as many numbers as the default has."""

    def take(self, widget, value):
        """`value` as a list of floats."""
        count, take = len(self.default_value), super().take
        if not isinstance(value, (list, tuple)) or len(value) != count:
            return None
        taken = [take(widget, each) for each in value]
        return None if None in taken else taken

    def wanted(self, widget):
        """How many, and their range."""
        count = len(self.default_value)
        return f"a list of {count} numbers from {self.low:g} to {self.high:g}"


class Choice(Setting):
    """One of a few words or numbers."""

    def __init__(self, default, known, why, **options):
        self.known = known
        super().__init__(default, why, late=callable(known), **options)

    def own_form(self):
        """All that are known, where they are fixed."""
        return {} if callable(self.known) else {"choice": list(self.known)}

    def take(self, widget, value):
        """`value` itself, one of those that are known."""
        if isinstance(value, (bool, np.bool_)):
            return None
        # Compared one by one: a list cannot be looked up in a set or a dict.
        for each in of(widget, self.known):
            alike = isinstance(value, str) == isinstance(each, str)
            if alike and np.ndim(value) == 0 and value == each:
                return each
        return None

    def wanted(self, widget):
        """All that are known; in quotes where one of them is more than a word."""
        known = of(widget, self.known)
        show = repr if any(" " in str(each) for each in known) else str
        return f"one of {', '.join(map(show, known))}"


class Flag(Setting):
    """True or False."""

    def take(self, widget, value):
        """`value` as a bool."""
        return bool(value) if isinstance(value, (bool, np.bool_)) else None

    def wanted(self, widget):
        """Both of them."""
        return "True or False"


class Text(Setting):
    """A text of `least` to `most` characters, each of them one of `symbols`.

    symbols: a str, or a function of the widget; any characters will do if None.
    """

    def __init__(self, default, least, most, symbols, why, **options):
        super().__init__(default, why, late=callable(symbols), **options)
        self.least, self.most, self.symbols = least, most, symbols

    @property
    def limits(self):
        """As the page has them."""
        return {"min": self.least, "max": self.most}

    def take(self, widget, value):
        """`value` itself."""
        if not isinstance(value, str) or not self.least <= len(value) <= self.most:
            return None
        known = of(widget, self.symbols)
        return value if known is None or set(value) <= set(known) else None

    def wanted(self, widget):
        """How long, and of what."""
        known = of(widget, self.symbols)
        several = "" if known is None else f", of {known!r}"
        return f"a text of {self.least} to {self.most} characters{several}"


class Checked(Setting):
    """What a check takes: it returns what is kept, or raises.

    check: a function of the value; or the name of a method of the widget, which gets
    the trait's name and the value.
    """

    def __init__(self, default, check, **options):
        super().__init__(default, "", late=isinstance(check, str), **options)
        self.check = check

    def take(self, widget, value):
        """What the check returns."""
        if self.late:
            return getattr(widget, self.check)(self.name, value)
        return self.check(value)


class Given(traitlets.TraitType):
    """What the widget gives to the page, made by a function of the widget."""

    def __init__(self, make):
        super().__init__(read_only=True)
        self.make = make
        self.tag(sync=True)

    def default(self, obj=None):
        """What the function makes."""
        return traitlets.Undefined if obj is None else self.make(obj)
