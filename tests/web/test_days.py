"""Which tips the pages know that tell of the days behind."""

from msgspec.structs import replace

from reminder.settings.reading import packaged_plan
from reminder.web.days import catalogue


def test_the_hidden_tips_are_among_them_where_one_of_them_came() -> None:
    plan = packaged_plan()
    hidden, *shown = plan.tips
    plan = replace(plan, tips=tuple(shown))
    assert catalogue(plan, [shown[0].id, "", "from:workrave"]) == plan.tips
    assert hidden in catalogue(plan, [hidden.id])
