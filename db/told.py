"""Who may read what a record says, as SQL: one condition, which every query that hands out a text embeds.

It stands beside the scope, which says whether a record is within reach at all. An open record is told to everybody in
reach. A confidential one is told to its author, and to whom the author chose as long as every child it is about is still
of their own circle: whoever no longer has the child reads nothing more, and a grant for a time opens no confidence.
"""

from db.scope import Scope


def told_to_me(circle: Scope) -> str:
    """The condition on a row of `interaction`, for the person :me; `circle`: the students of the person's own circle.

    A query that embeds it takes the parameters of `circle` too.
    """
    # a case, so that nothing is looked up for an open record
    return f"""(case when interaction.is_restricted = 0 or interaction.author_id = :me then 1
      when exists (select 1 from interaction_reader chosen
                    where chosen.interaction_id = interaction.id and chosen.staff_id = :me)
      then not exists (select 1 from interaction_participant child
                        where child.interaction_id = interaction.id and not {circle.covers("child.student_id")})
      else 0 end)"""


# the ids of those chosen, as JSON
CHOSEN = """(select json_group_array(staff_id) from interaction_reader chosen
              where chosen.interaction_id = interaction.id)"""
