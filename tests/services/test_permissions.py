"""Every service that acts for somebody asks first whether they may. A new one without the question fails here."""

import importlib
import inspect
import pkgutil
from functools import cache

import pytest

import services
from domain.errors import NotAllowed
from domain.permissions import ALLOWED, Action, Role
from services.context import Context
from tests.school_builder import copy_of

# Need no right: whoever is signed in sees the calendar; the others are steps of services that ask themselves.
OPEN = {
    "calendar.school_day",
    "calendar.terms",
    "calendar.begun_terms",
    "calendar.holidays",
    "calendar.proposed_terms",
    "calendar.proposed_holidays",
    "sign_in.own_sessions",  # everybody's own
    "sign_in.end_other_sessions",
    "step_up.require",  # is itself a check
    "step_up.left",  # likewise
    "step_up.left_within",
    "step_up.is_due",
    "step_up.own",  # everybody's own
    "step_up.set_up",
    "step_up.confirm",
    "step_up.remove",
    "sign_in.change_own_password",  # asks for the old password instead
    "school.set_up",  # asks for the setup code instead
    "students.require_visible",  # is itself a check
    "record_subjects.require_subject",  # likewise
    "record_subjects.require_kept_subject",  # is itself a check
    "changes.open_change",  # a step of the services that decide
    "changes.reader",  # says who asks, for queries
    "months.notes_of",  # steps of the services that show them
    "reviews.reviews_of",
    "growth.growth_of",
    "judging.now",  # steps of the services that show duties
    "judging.between",
    "whole_school.judging",
    "whole_school.records",
    "whole_school.contacts",
    "compliance.judged",
    "overview.circle_of",  # steps of the lists behind the figures
    "overview.standing_of",
    "overview.this_month",
    "backups.is_due",  # a moment and a number
    "curves.ranks_for",  # steps of the services that show a student
    "curves.of_student",
    "import_exam.check_meta",  # a rule
    "sealing.box",  # steps of the services that ask
    "seal_existing.seal_existing",  # the school opening itself
    "erasing.replay",  # likewise
    "corrections.history_of",  # puts into words what was read
    "inspections.line_for_inspector",  # is itself a check
    "inspections.line_of",  # puts into words what was read
    "findings.steps_of",  # a step of the ledger
    "keys.of",  # a step of the services that ask
    "keys.derived",
    "keys.look",  # whether it is there
    "health.is_backup_old",  # a moment and a number
    "judging.where",
    "workload.loads",  # a step of the services that show what mentors carry
    "duties.own_shares",
    "duties.require_term",  # is itself a check
    "exports.offer",  # what is offered asks when it is made
    "granted.until",  # steps of the services that show students
    "granted.in_force",
    "granted.note_reading",
    "granted.numbers",
    "handbooks.term_and_day",  # a step of the services that print
    "exports.require_room",  # a step of it
    "readers.require_within",  # is itself a check
    "readers.circle",  # a step of them
    "readers.told_to",  # a step of the services that show records
    "exports.mark",  # says who asks
    "exports.marked",  # writes it on what was made
    "exports.take",  # asks who it was offered to, and then makes it
}

NEEDS = {
    "access.class_names": Action.ASK_ACCESS,
    "access.deciders": Action.ASK_ACCESS,
    "access.ask": Action.ASK_ACCESS,
    "access.mine": Action.ASK_ACCESS,
    "access.withdraw": Action.ASK_ACCESS,
    "access.notices": Action.ASK_ACCESS,
    "access.to_decide": Action.DECIDE_ACCESS,
    "access.waiting": Action.DECIDE_ACCESS,
    "access.grant": Action.DECIDE_ACCESS,
    "access.refuse": Action.DECIDE_ACCESS,
    "access.end": Action.DECIDE_ACCESS,
    "granted.readers_by_grant": Action.SEE_STUDENTS,
    "inspections.periods": Action.INSPECT,
    "inspections.candidates": Action.INSPECT,
    "inspections.propose": Action.INSPECT,
    "inspections.begin": Action.INSPECT,
    "inspections.add": Action.INSPECT,
    "inspections.listed": Action.INSPECT,
    "inspections.open_one": Action.INSPECT,
    "inspections.waiting": Action.INSPECT,
    "inspections.name_of": Action.INSPECT,
    "inspection_facts.compare": Action.INSPECT,
    "inspection_facts.of_line": Action.INSPECT,
    "inspection_facts.mentees": Action.INSPECT,
    "inspection_facts.behind_duty": Action.INSPECT,
    "inspection_papers.ledger": Action.INSPECT,
    "findings.open_line": Action.INSPECT,
    "findings.remove": Action.INSPECT,
    "findings.find": Action.INSPECT,
    "findings.recheck": Action.INSPECT,
    "findings.mine": Action.SEE_OWN_DAY,
    "findings.answer": Action.SEE_OWN_DAY,
    "findings.due": Action.SEE_OWN_DAY,
    "accounts.staff_list": Action.MANAGE_ACCOUNTS,
    "accounts.create_missing": Action.MANAGE_ACCOUNTS,
    "accounts.reset_password_of": Action.MANAGE_ACCOUNTS,
    "accounts.reset_password": Action.MANAGE_ACCOUNTS,
    "accounts.set_disabled": Action.MANAGE_ACCOUNTS,
    "accounts.set_role": Action.MANAGE_ACCOUNTS,
    "record_log.leaves_out_sealed": Action.RECORD,
    "record_log.open_sealed": Action.RECORD,
    "growths.of_students": Action.PRINT,
    "exports.most_an_hour": Action.MANAGE_ACCOUNTS,
    "exports.allow": Action.MANAGE_ACCOUNTS,
    "readers.could_read": Action.RECORD,
    "group_pictures.picture": Action.FORM_GROUPS,
    "handbooks.mentors": Action.PRINT,
    "handbooks.of_mentor": Action.PRINT_ANY,
    "handbooks.of_students": Action.PRINT,
    "handbooks.class_students": Action.PRINT,
    "handbooks.student_name": Action.PRINT,
    "handbooks.head": Action.PRINT,
    "handbooks.school": Action.PRINT,
    "ledgers.open_ledger": Action.PRINT,
    "ledgers.ledger": Action.PRINT,
    "papers.handbook": Action.PRINT_ANY,
    "papers.archive": Action.PRINT,
    "papers.class_archives": Action.PRINT,
    "papers.blank": Action.PRINT,
    "papers.school_template": Action.PRINT,
    "print_jobs.begin": Action.PRINT_ANY,
    "print_jobs.look": Action.PRINT_ANY,
    "print_jobs.what": Action.PRINT_ANY,
    "print_jobs.cancel": Action.PRINT_ANY,
    "print_jobs.fetch": Action.PRINT_ANY,
    "printing.print_handbook": Action.PRINT_ANY,
    "printing.print_archive": Action.PRINT_ANY,
    "printing.print_handbooks": Action.PRINT_ANY,
    "sealed_texts.reveal_for_print": Action.PRINT,
    "sealed_texts.plain": Action.SEE_STUDENTS,
    "sealed_texts.reveal": Action.RECORD,
    "step_up.remove_for": Action.MANAGE_ACCOUNTS,
    "step_up.is_demanded": Action.MANAGE_ACCOUNTS,
    "step_up.demand": Action.MANAGE_ACCOUNTS,
    "freezing.begin": Action.MANAGE_ACCOUNTS,
    "freezing.end": Action.MANAGE_ACCOUNTS,
    "freezing.honour": Action.MANAGE_ACCOUNTS,
    "freezing.is_honoured": Action.MANAGE_ACCOUNTS,
    "audit_log.of_last_days": Action.READ_AUDIT,
    "archive.open_archive": Action.SEE_STUDENTS,
    "identity.of_student": Action.EDIT_IDENTITY,
    "identity.save": Action.EDIT_IDENTITY,
    "identity.history": Action.SEE_STUDENTS,
    "identity.guardians": Action.EDIT_IDENTITY,
    "identity.add_guardian": Action.EDIT_IDENTITY,
    "identity.change_guardian": Action.EDIT_IDENTITY,
    "identity.remove_guardian": Action.EDIT_IDENTITY,
    "identity.call_first": Action.EDIT_IDENTITY,
    "identity.guardian_history": Action.SEE_STUDENTS,
    "identity.cares": Action.EDIT_IDENTITY,
    "identity.categories": Action.EDIT_IDENTITY,
    "identity.add_care": Action.EDIT_IDENTITY,
    "identity.change_care": Action.EDIT_IDENTITY,
    "identity.care_history": Action.SEE_STUDENTS,
    "profiles.of_student": Action.SEE_STUDENTS,
    "profiles.save": Action.EDIT_ARCHIVE,
    "profiles.history": Action.SEE_STUDENTS,
    "profiles.reveal_family": Action.SEE_STUDENTS,
    "profiles.save_family": Action.EDIT_ARCHIVE,
    "profiles.family_history": Action.SEE_STUDENTS,
    "revisions.history": Action.SEE_STUDENTS,
    "curve_pictures.picture": Action.PRINT,
    "curves.whole": Action.SEE_STUDENTS,
    "curves.profile": Action.SEE_STUDENTS,
    "curves.months": Action.SEE_STUDENTS,
    "exams.terms": Action.SEE_OVERVIEW,
    "exams.listed": Action.SEE_OVERVIEW,
    "exams.open_exam": Action.SEE_OVERVIEW,
    "exams.change": Action.MANAGE_FORMS,
    "exams.known_rule": Action.MANAGE_FORMS,
    "exams.set_rank_rule": Action.MANAGE_FORMS,
    "templates.listed": Action.MANAGE_FORMS,
    "templates.upload": Action.MANAGE_FORMS,
    "templates.use": Action.MANAGE_FORMS,
    "templates.put_back": Action.MANAGE_FORMS,
    "templates.trial": Action.MANAGE_FORMS,
    "templates.original": Action.MANAGE_FORMS,
    "templates.own": Action.MANAGE_FORMS,
    "templates.words": Action.MANAGE_FORMS,
    "templates.in_use": Action.PRINT,
    "attachments.of_records": Action.SEE_STUDENTS,
    "audit_log.look": Action.READ_AUDIT,
    "audit_log.people": Action.READ_AUDIT,
    "audit_log.verify": Action.READ_AUDIT,
    "audit_log.as_workbook": Action.READ_AUDIT,
    "attachments.fetch": Action.SEE_STUDENTS,
    "backups.make": Action.MANAGE_BACKUPS,
    "backups.health": Action.MANAGE_BACKUPS,
    "backups.set_copies_to": Action.MANAGE_BACKUPS,
    "backups.drill": Action.MANAGE_BACKUPS,
    "backups.recovery_code": Action.MANAGE_BACKUPS,
    "calendar.save_term": Action.MANAGE_CALENDAR,
    "calendar.save_holidays": Action.MANAGE_CALENDAR,
    "calendar.holiday_effect": Action.MANAGE_CALENDAR,
    "duty_rules.open_book": Action.SEE_OWN_DAY,
    "duty_rules.would_follow": Action.MANAGE_DUTIES,
    "duty_rules.effect_of": Action.MANAGE_DUTIES,
    "duty_rules.put_in_force": Action.MANAGE_DUTIES,
    "duty_rules.starting_days": Action.MANAGE_DUTIES,
    "reminders.audiences": Action.SEE_OWN_DAY,
    "reminders.own": Action.SEE_OWN_DAY,
    "reminders.of_class": Action.SEE_OVERVIEW,
    "reminders.wide": Action.SEE_OVERVIEW,
    "reminders.calendar": Action.SEE_OWN_DAY,
    "screening.of_classes": Action.SEE_OVERVIEW,
    "screening.word": Action.SEE_OVERVIEW,
    "screening.excel": Action.SEE_OVERVIEW,
    "stages.see": Action.SEE_OVERVIEW,
    "stages.now": Action.SEE_OVERVIEW,
    "stages.adopt": Action.ASSIGN_LEADERS,
    "stages.change": Action.ASSIGN_LEADERS,
    "stages.add_item": Action.ASSIGN_LEADERS,
    "stages.change_item": Action.ASSIGN_LEADERS,
    "stages.remove_item": Action.ASSIGN_LEADERS,
    "leaders.see": Action.SEE_LEADERS,
    "leaders.of_class": Action.SEE_LEADERS,
    "leaders.given": Action.SEE_LEADERS,
    "leaders.charged_to": Action.SEE_LEADERS,
    "leaders.candidates": Action.ASSIGN_LEADERS,
    "leaders.everybody": Action.ASSIGN_LEADERS,
    "leaders.give": Action.ASSIGN_LEADERS,
    "leaders.mine": Action.SEE_OWN_DAY,
    "leave.listed": Action.MANAGE_LEAVE,
    "leave.people": Action.MANAGE_LEAVE,
    "leave.enter": Action.MANAGE_LEAVE,
    "leave.change": Action.MANAGE_LEAVE,
    "leave.delete": Action.MANAGE_LEAVE,
    "leave.uncovered": Action.MANAGE_ANY_LEAVE,
    "leave.of_my_students": Action.SEE_OWN_DAY,
    "grade_plan.grades": Action.FORM_ANY_GROUPS,
    "grade_plan.classes_of": Action.FORM_ANY_GROUPS,
    "grade_plan.begin": Action.FORM_ANY_GROUPS,
    "grade_plan.look": Action.FORM_ANY_GROUPS,
    "grade_plan.cancel": Action.FORM_ANY_GROUPS,
    "grade_plan.take": Action.FORM_ANY_GROUPS,
    "changes.open_work": Action.FORM_GROUPS,
    "changes.waiting_requests": Action.FORM_GROUPS,
    "changes.mentors_on": Action.SEE_STUDENTS,
    "changes.requests": Action.ASK_CHANGE,
    "changes.ask": Action.ASK_CHANGE,
    "changes.asking": Action.ASK_CHANGE,
    "change_decisions.successors": Action.DECIDE_CHANGE,
    "changes.withdraw": Action.ASK_CHANGE,
    "change_decisions.refuse": Action.DECIDE_CHANGE,
    "change_decisions.approve": Action.DECIDE_CHANGE,
    "newcomers.unplaced": Action.FORM_GROUPS,
    "newcomers.ways": Action.FORM_GROUPS,
    "newcomers.place": Action.FORM_GROUPS,
    "newcomers.place_by_hand": Action.FORM_GROUPS,
    "departures.unmentored": Action.FORM_GROUPS,
    "departures.rematch": Action.FORM_GROUPS,
    "departures.take_over": Action.FORM_GROUPS,
    "departures.leavers": Action.FORM_GROUPS,
    "departures.student_left": Action.FORM_GROUPS,
    "departures.teacher_left_class": Action.DECIDE_CHANGE,
    "departures.teacher_left_school": Action.DECIDE_CHANGE,
    "adaptation.to_confirm": Action.FORM_GROUPS,
    "adaptation.confirm": Action.FORM_GROUPS,
    "adaptation.small_groups": Action.FORM_GROUPS,
    "handover.to_write": Action.ASK_CHANGE,
    "handover.write": Action.ASK_CHANGE,
    "handover.received": Action.ASK_CHANGE,
    "choices.wishes": Action.FORM_GROUPS,
    "choices.choosing": Action.FORM_GROUPS,
    "choices.open_round": Action.FORM_GROUPS,
    "choices.move_deadline": Action.FORM_GROUPS,
    "choices.close_round": Action.FORM_GROUPS,
    "claims.my_rounds": Action.CLAIM,
    "claims.save": Action.CLAIM,
    "claims.waiting": Action.CLAIM,
    "grouping_jobs.wanted_by_both": Action.FORM_GROUPS,
    "grouping_jobs.begin": Action.FORM_GROUPS,
    "grouping_jobs.look": Action.FORM_GROUPS,
    "grouping_jobs.cancel": Action.FORM_GROUPS,
    "grouping_jobs.forget": Action.FORM_GROUPS,
    "plans.open_desk": Action.FORM_GROUPS,
    "plans.keep": Action.FORM_GROUPS,
    "plans.discard": Action.FORM_GROUPS,
    "ceremony.open_ceremony": Action.FORM_GROUPS,
    "ceremony.plan": Action.FORM_GROUPS,
    "ceremony.record": Action.FORM_GROUPS,
    "ceremony.sheet": Action.FORM_GROUPS,
    "ceremony.lines": Action.APPROVE_GROUPS,
    "filing.file_plan": Action.FORM_GROUPS,
    "filing.withdraw": Action.FORM_GROUPS,
    "filing.state_of": Action.FORM_GROUPS,
    "filing.history": Action.FORM_GROUPS,
    "filing.missing": Action.FORM_GROUPS,
    "erasing.look": Action.ERASE,
    "erasing.erase": Action.ERASE,
    "filing.return_plan": Action.APPROVE_GROUPS,
    "filing.approve": Action.APPROVE_GROUPS,
    "filing.effect": Action.APPROVE_GROUPS,
    "filing.states": Action.APPROVE_GROUPS,
    "filing.open_work": Action.FORM_GROUPS,
    "register.versions": Action.SEE_STUDENTS,
    "register.open_register": Action.SEE_STUDENTS,
    "register.open_best": Action.SEE_STUDENTS,
    "register.word": Action.SEE_STUDENTS,
    "register.excel": Action.SEE_STUDENTS,
    "register.cards": Action.SEE_STUDENTS,
    "register.mentor_lists": Action.SEE_STUDENTS,
    "plans.colleagues": Action.FORM_GROUPS,
    "imports.preview": Action.IMPORT,
    "imports.commit": Action.IMPORT,
    "imports.undo": Action.IMPORT,
    "imports.batches": Action.IMPORT,
    "import_wishes.preview": Action.FORM_GROUPS,
    "import_wishes.commit": Action.FORM_GROUPS,
    "led_classes.my_classes": Action.FORM_GROUPS,
    "led_classes.require_led": Action.FORM_GROUPS,
    "mentor_cards.own": Action.CLAIM,
    "mentor_cards.save_own": Action.CLAIM,
    "mentor_cards.of_class": Action.FORM_GROUPS,
    "mentor_cards.set_most": Action.FORM_ANY_GROUPS,
    "wish_entry.save_slips": Action.FORM_GROUPS,
    "wish_links.issue": Action.FORM_GROUPS,
    "wish_links.holders": Action.FORM_GROUPS,
    "compliance.stretches": Action.SEE_OVERVIEW,
    "compliance.see": Action.SEE_OVERVIEW,
    "compliance.behind": Action.SEE_OVERVIEW,
    "compliance.grades": Action.SEE_OVERVIEW,
    "compliance_papers.excel": Action.SEE_OVERVIEW,
    "duties.figures": Action.SEE_OVERVIEW,
    "figures.told": Action.SEE_OVERVIEW,
    "duties.mine": Action.SEE_OWN_DAY,
    "duties.owed_by_me": Action.SEE_OWN_DAY,
    "duties.owed": Action.SEE_OVERVIEW,
    "duties.of_student": Action.SEE_STUDENTS,
    "duties.preview": Action.MANAGE_DUTIES,
    "interactions.record": Action.RECORD,
    "record_files.add": Action.RECORD,
    "record_files.remove": Action.RECORD,
    "drafts.keep": Action.RECORD,
    "drafts.mine": Action.RECORD,
    "drafts.open_draft": Action.RECORD,
    "drafts.discard": Action.RECORD,
    "drafts.restore": Action.RECORD,
    "interactions.undo": Action.RECORD,
    "record_subjects.kinds": Action.RECORD,
    "record_subjects.classes": Action.RECORD,
    "record_subjects.groups": Action.RECORD,
    "record_subjects.usual_place": Action.RECORD,
    "record_subjects.group_of": Action.RECORD,
    "record_subjects.members": Action.RECORD,
    "record_subjects.exams_of": Action.RECORD,
    "corrections.form_of": Action.RECORD,
    "corrections.to_correct": Action.RECORD,
    "corrections.correct": Action.RECORD,
    "corrections.clash": Action.RECORD,
    "corrections.could_be_there": Action.RECORD,
    "corrections.delete": Action.RECORD,
    "months.present": Action.EDIT_ARCHIVE,
    "months.open_desk": Action.EDIT_ARCHIVE,
    "months.save": Action.EDIT_ARCHIVE,
    "months.history": Action.SEE_STUDENTS,
    "goals.history": Action.SEE_STUDENTS,
    "reviews.history": Action.SEE_STUDENTS,
    "months.of_student": Action.SEE_STUDENTS,
    "months.of_students": Action.SEE_STUDENTS,
    "goals.of_student": Action.SEE_STUDENTS,
    "goals.of_students": Action.SEE_STUDENTS,
    "goals.save": Action.EDIT_ARCHIVE,
    "reviews.of_student": Action.SEE_STUDENTS,
    "reviews.of_students": Action.SEE_STUDENTS,
    "reviews.form_of": Action.EDIT_ARCHIVE,
    "reviews.save": Action.EDIT_ARCHIVE,
    "reviews.dimensions": Action.MANAGE_FORMS,
    "reviews.save_dimensions": Action.MANAGE_FORMS,
    "summaries.months": Action.RECORD,
    "summaries.mine": Action.RECORD,
    "summaries.draft": Action.RECORD,
    "summaries.save": Action.RECORD,
    "summaries.submit": Action.RECORD,
    "summaries.withdraw": Action.RECORD,
    "summaries.word": Action.RECORD,
    "summaries.handed_in": Action.SEE_OVERVIEW,
    "summaries.read": Action.SEE_OVERVIEW,
    "summaries.word_of": Action.SEE_OVERVIEW,
    "record_log.days": Action.RECORD,
    "record_log.find": Action.RECORD,
    "record_log.open_record": Action.RECORD,
    "record_log.excel": Action.RECORD,
    "corrections.history": Action.SEE_STUDENTS,
    "overview.see": Action.SEE_OVERVIEW,
    "overview.led_classes": Action.SEE_OVERVIEW,
    "overview.stretches": Action.SEE_OVERVIEW,
    "overview_papers.excel": Action.SEE_OVERVIEW,
    "class_reach.see": Action.SEE_OVERVIEW,
    "reports.periods": Action.REPORT,
    "reports.monthly": Action.REPORT,
    "reports.quarterly": Action.REPORT,
    "reports.open_report": Action.REPORT,
    "reports.sentences": Action.REPORT,
    "report_supervision.inspected": Action.REPORT,
    "report_supervision.parts": Action.REPORT,
    "overview_lists.students_without_mentor": Action.SEE_OVERVIEW,
    "overview_lists.unseen_students": Action.SEE_OVERVIEW,
    "overview_lists.care_students": Action.SEE_OVERVIEW,
    "overview_lists.mentees": Action.SEE_OVERVIEW,
    "overview_lists.load_of": Action.SEE_OVERVIEW,
    "overview_lists.owed": Action.SEE_OVERVIEW,
    "overview_lists.behind": Action.SEE_OVERVIEW,
    "overview_lists.follow_ups": Action.SEE_OVERVIEW,
    "overview_lists.records": Action.SEE_OVERVIEW,
    "students.find": Action.SEE_STUDENTS,
    "students.quick": Action.SEE_STUDENTS,
    "students.one": Action.SEE_STUDENTS,
    "students.page": Action.SEE_STUDENTS,
    "students.names": Action.SEE_STUDENTS,
    "students.mine": Action.SEE_STUDENTS,
    "students.visible_classes": Action.SEE_STUDENTS,
    "students.readable_classes": Action.SEE_STUDENTS,
    "students.readable_name": Action.SEE_STUDENTS,
    "today.my_day": Action.SEE_OWN_DAY,
    "workload.see": Action.SEE_WORKLOAD,
    "workload.of_mentor": Action.SEE_WORKLOAD,
    "workload.period_list": Action.SEE_WORKLOAD,
    "workload_papers.excel": Action.SEE_WORKLOAD,
    "workload.known_rule": Action.MANAGE_DUTIES,
    "workload.effect_of": Action.MANAGE_DUTIES,
    "workload.set_rule": Action.MANAGE_DUTIES,
    "today.last_words": Action.SEE_STUDENTS,
}


def modules():
    return [
        importlib.import_module(f"services.{one.name}") for one in pkgutil.iter_modules(services.__path__)
    ]


@pytest.fixture(scope="module")
def school(school_template, tmp_path_factory):
    """One for all: whoever is refused changes nothing, which is looked at, and the others come with empty hands."""
    own = copy_of(school_template, tmp_path_factory.mktemp("permissions") / "school")
    own.store.keep_connections()
    yield own
    own.put_away()


@cache
def acts():
    """Every public function of services whose first argument is the person acting."""
    found = {}
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            parameters = list(inspect.signature(function).parameters.values())
            if parameters and parameters[0].annotation in (Context, "Context"):
                found[f"{module.__name__.removeprefix('services.')}.{name}"] = function
    return found


def call(function, context):
    """With arguments that are never looked at when the question comes first."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return function(
        context,
        *(None for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty),
        **{one.name: None for one in parameters if one.kind is one.KEYWORD_ONLY and one.default is one.empty},
    )


def test_every_service_is_in_the_table_or_is_known_to_need_no_right():
    assert set(acts()) == set(NEEDS) | OPEN
    assert not set(NEEDS) & OPEN


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_who_lacks_the_action_is_refused_before_anything_is_looked_at(school, name):
    function = acts()[name]
    lacking = set(Role) - ALLOWED[NEEDS[name]]
    before = school.rows("select count(*) as n from audit")
    for roles in [set(), *({role} for role in lacking), lacking]:
        with pytest.raises(NotAllowed):
            call(function, school.as_role(*roles))
    assert school.rows("select count(*) as n from audit") == before


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for name in sorted(NEEDS) for role in sorted(ALLOWED[NEEDS[name]])]
)
def test_who_has_the_action_gets_past_the_question(school, role, name):
    try:
        call(acts()[name], school.as_role(role))
    except NotAllowed as refused:
        pytest.fail(f"{role} was refused {name}: {refused.message}")
    except Exception as reached:  # noqa: BLE001 - the empty arguments are refused further in
        assert not isinstance(reached, NotAllowed)
