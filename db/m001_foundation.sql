-- Migration 1. Never edited once a school has run it: later changes are later migrations.
-- History is rows: valid_from is the first day a row holds, valid_to the first day it no longer does (null: still).
-- Days are ISO text 2026-11-21, moments are UTC text 2026-11-21T08:00:00Z.

-- ── the school's calendar ────────────────────────────────────────────────────────────────────────
create table school_year (
  id integer primary key,
  start_year integer not null unique check (start_year between 1990 and 2200)
) strict;

create table term (
  id integer primary key,
  school_year_id integer not null references school_year(id),
  number integer not null check (number in (1, 2)),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days') and ends_on > starts_on),
  version integer not null default 1,
  unique (school_year_id, number)
) strict;

create table holiday (
  id integer primary key,
  name text not null check (length(name) between 1 and 40),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days') and ends_on >= starts_on)
) strict;

create table setting (
  name text primary key,
  value text not null check (json_valid(value)),
  version integer not null default 1
) strict, without rowid;

-- ── people and classes ───────────────────────────────────────────────────────────────────────────
-- A class is the cohort that entered in entry_year at entry_grade (1, 7 or 10) plus its number; its grade is derived.
create table school_class (
  id integer primary key,
  entry_year integer not null check (entry_year between 1990 and 2200),
  entry_grade integer not null check (entry_grade in (1, 7, 10)),
  number integer not null check (number between 1 and 99),
  unique (entry_year, entry_grade, number)
) strict;

create table student (
  id integer primary key,
  name text not null check (length(name) between 1 and 60),
  name_search text not null default '',       -- ' zhangsan zs': all readings and initials
  sex text check (sex in ('男', '女')),
  student_number text unique,                 -- 学号
  national_number text unique,                -- 学籍号
  birth_date text check (birth_date is date(birth_date, '+0 days')),
  phone text,
  left_on text check (left_on is date(left_on, '+0 days')),
  version integer not null default 1
) strict;

create table guardian (
  id integer primary key,
  student_id integer not null references student(id) on delete cascade,
  name text not null,
  relation text,
  phone text,
  work_unit text,
  address text,
  is_temporary integer not null default 0 check (is_temporary in (0, 1)),
  position integer not null default 1,
  version integer not null default 1
) strict;
create index guardian_student on guardian(student_id);

create table class_membership (
  id integer primary key,
  student_id integer not null references student(id),
  class_id integer not null references school_class(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;
create unique index class_membership_open on class_membership(student_id) where valid_to is null;
create index class_membership_student on class_membership(student_id);
create index class_membership_class on class_membership(class_id, valid_to);

create table staff (
  id integer primary key,
  name text not null check (length(name) between 1 and 60),
  name_search text not null default '',
  staff_number text unique,                   -- 工号
  sex text check (sex in ('男', '女')),
  phone text,
  position text,                              -- 职务
  teaching_style text,
  is_external integer not null default 0 check (is_external in (0, 1)),
  left_on text check (left_on is date(left_on, '+0 days')),
  version integer not null default 1
) strict;

-- homeroom and mentor are not given here: they follow from homeroom, teaching and pairing rows
create table staff_role (
  id integer primary key,
  staff_id integer not null references staff(id),
  role text not null check (role in ('admin', 'leader', 'office', 'grade_head')),
  grade integer check (grade between 1 and 12),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  check ((role = 'grade_head') = (grade is not null))
) strict;
create unique index staff_role_open on staff_role(staff_id, role, coalesce(grade, 0)) where valid_to is null;

create table subject (
  id integer primary key,
  name text not null unique,
  position integer not null default 100
) strict;

create table teaching_assignment (
  id integer primary key,
  staff_id integer not null references staff(id),
  class_id integer not null references school_class(id),
  subject_id integer not null references subject(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;
create unique index teaching_open on teaching_assignment(staff_id, class_id, subject_id) where valid_to is null;
create index teaching_class on teaching_assignment(class_id, valid_to);

create table homeroom (
  id integer primary key,
  staff_id integer not null references staff(id),
  class_id integer not null references school_class(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;
create unique index homeroom_open on homeroom(class_id) where valid_to is null;
create index homeroom_staff on homeroom(staff_id, valid_to);

create table care_category (
  id integer primary key,
  name text not null unique,
  position integer not null default 100,
  is_active integer not null default 1 check (is_active in (0, 1))
) strict;

create table care_status (
  id integer primary key,
  student_id integer not null references student(id),
  care_category_id integer not null references care_category(id),
  note text,
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  version integer not null default 1
) strict;
create index care_status_student on care_status(student_id);
create unique index care_status_open on care_status(student_id, care_category_id) where valid_to is null;

-- ── groups and pairings ──────────────────────────────────────────────────────────────────────────
create table mentor_group (
  id integer primary key,
  class_id integer not null references school_class(id),
  name text not null check (length(name) between 1 and 30),
  motto text,
  position integer not null,
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  version integer not null default 1
) strict;
create index mentor_group_class on mentor_group(class_id, valid_to);

create table group_membership (
  id integer primary key,
  mentor_group_id integer not null references mentor_group(id),
  student_id integer not null references student(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;
create unique index group_membership_open on group_membership(student_id) where valid_to is null;
create index group_membership_student on group_membership(student_id);
create index group_membership_group on group_membership(mentor_group_id, valid_to);

create table pairing (
  id integer primary key,
  student_id integer not null references student(id),
  mentor_id integer not null references staff(id),
  mentor_group_id integer references mentor_group(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  end_reason text
) strict;
create unique index pairing_open on pairing(student_id, mentor_id) where valid_to is null;
create index pairing_mentor on pairing(mentor_id, valid_to);
create index pairing_student on pairing(student_id, valid_to);

-- ── interaction records ──────────────────────────────────────────────────────────────────────────
create table interaction (
  id integer primary key,
  kind text not null check (kind in ('talk', 'guardian_contact', 'home_visit')),
  occurred_on text not null check (occurred_on is date(occurred_on, '+0 days')),
  guidance_area text,
  talk_mode text,
  effect text,
  minutes integer check (minutes between 1 and 600),
  place text,
  content text not null default '',
  detail text not null default '{}' check (json_valid(detail)),   -- what only this kind has: visitors, agreement …
  is_restricted integer not null default 0 check (is_restricted in (0, 1)),
  author_id integer not null references staff(id),
  recorded_at text not null,
  deleted_at text,
  deleted_reason text,
  version integer not null default 1
) strict;
create index interaction_author on interaction(author_id, occurred_on);
create index interaction_day on interaction(occurred_on, author_id) where deleted_at is null;

create table interaction_participant (
  interaction_id integer not null references interaction(id),
  student_id integer not null references student(id),
  primary key (interaction_id, student_id)
) strict, without rowid;
create index participant_student on interaction_participant(student_id);

-- "who has not been seen since …" in one index look-up a student. Derived from the two tables above by the triggers
-- below and by nothing else; tests/db/test_contact.py proves it equal to them.
create table contact (
  student_id integer not null,
  occurred_on text not null,
  interaction_id integer not null,
  author_id integer not null,
  primary key (student_id, occurred_on, interaction_id)
) strict, without rowid;
create index contact_day on contact(occurred_on, author_id, interaction_id, student_id);
create trigger participant_added after insert on interaction_participant begin
  insert into contact select new.student_id, occurred_on, id, author_id from interaction
   where id = new.interaction_id and deleted_at is null;
end;
create trigger interaction_changed after update of occurred_on, deleted_at on interaction begin
  delete from contact where interaction_id = old.id and occurred_on = old.occurred_on
     and student_id in (select student_id from interaction_participant where interaction_id = old.id);
  insert into contact select student_id, new.occurred_on, new.id, new.author_id from interaction_participant
   where interaction_id = new.id and new.deleted_at is null;
end;

create table interaction_revision (
  id integer primary key,
  interaction_id integer not null references interaction(id),
  version integer not null,
  body text not null check (json_valid(body)),   -- the row as it stood before this correction
  changed_by integer not null references staff(id),
  changed_at text not null,
  unique (interaction_id, version)
) strict;

create table follow_up (
  id integer primary key,
  interaction_id integer not null references interaction(id),
  student_id integer not null references student(id),
  owner_id integer not null references staff(id),
  due_on text not null check (due_on is date(due_on, '+0 days')),
  done_at text,
  done_by integer references staff(id),
  version integer not null default 1
) strict;
create index follow_up_owner on follow_up(owner_id, due_on) where done_at is null;
create index follow_up_student on follow_up(student_id);

-- ── exams ────────────────────────────────────────────────────────────────────────────────────────
create table exam (
  id integer primary key,
  term_id integer not null references term(id),
  grade integer not null check (grade between 1 and 12),
  name text not null check (length(name) between 1 and 40),
  slot text not null check (slot in ('monthly', 'midterm', 'final', 'other')),
  held_on text not null check (held_on is date(held_on, '+0 days')),
  version integer not null default 1,
  unique (term_id, grade, name)
) strict;

create table exam_subject (
  exam_id integer not null references exam(id),
  subject_id integer not null references subject(id),
  full_mark real check (full_mark > 0),       -- null: the file did not say
  primary key (exam_id, subject_id)
) strict, without rowid;

-- no row: the cell was empty. absent: 缺考. score 0 is a score.
create table score (
  exam_id integer not null references exam(id),
  student_id integer not null references student(id),
  subject_id integer not null references subject(id),
  kind text not null check (kind in ('score', 'level', 'absent')),
  score real,
  level text,
  primary key (exam_id, student_id, subject_id),
  check ((kind = 'score') = (score is not null)),
  check ((kind = 'level') = (level is not null))
) strict, without rowid;
create index score_student on score(student_id, exam_id);

-- totals are stored as computed by the rules of domain/exams.py when the exam is imported; ranks given by the school are kept as given
create table exam_result (
  exam_id integer not null references exam(id),
  student_id integer not null references student(id),
  class_id integer not null references school_class(id),
  total real,                                  -- null: absent from a subject, or only levels
  class_rank integer,
  grade_rank integer,
  rank_is_given integer not null default 0 check (rank_is_given in (0, 1)),
  primary key (exam_id, student_id)
) strict, without rowid;
create index exam_result_student on exam_result(student_id);
create index exam_result_class on exam_result(exam_id, class_id);

-- ── duties ───────────────────────────────────────────────────────────────────────────────────────
create table duty_rule (
  id integer primary key,
  name text not null,
  kinds text not null check (json_valid(kinds)),
  times integer not null check (times > 0),
  period text not null check (period in ('week', 'fortnight', 'half_month', 'month', 'two_months', 'term', 'school_year', 'after_major_exam')),
  subject text not null check (subject in ('student', 'care_student', 'mentor', 'group', 'class', 'school')),
  care_category_id integer references care_category(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  version integer not null default 1
) strict;

-- ── accounts and sessions ────────────────────────────────────────────────────────────────────────
create table account (
  id integer primary key,
  staff_id integer not null unique references staff(id),
  username text not null unique check (username = lower(trim(username)) and length(username) between 1 and 60),
  password_hash text not null,
  password_epoch integer not null default 1,   -- rises with each password change: older sessions end
  must_change_password integer not null default 1 check (must_change_password in (0, 1)),
  is_disabled integer not null default 0 check (is_disabled in (0, 1)),
  version integer not null default 1
) strict;

create table session (
  id integer primary key,
  token_hash text not null unique,             -- sha256 of the cookie; the cookie itself is nowhere
  account_id integer not null references account(id),
  password_epoch integer not null,
  created_at text not null,
  last_seen_at text not null,
  expires_at text not null,
  ended_at text
) strict;
create index session_account on session(account_id) where ended_at is null;

-- handed from the sign-in form to the route that sets the cookie; used once, within 30 seconds
create table sign_in_ticket (
  ticket_hash text primary key,
  account_id integer not null references account(id),
  expires_at text not null
) strict, without rowid;

create table sign_in_attempt (
  id integer primary key,
  username text not null,
  at text not null,
  succeeded integer not null check (succeeded in (0, 1))
) strict;
create index sign_in_attempt_username on sign_in_attempt(username, at);

-- ── what happened ────────────────────────────────────────────────────────────────────────────────
create table audit (
  seq integer primary key autoincrement,
  at text not null,
  staff_id integer references staff(id),       -- null: the system itself, or nobody yet
  action text not null,
  target text not null,
  detail text not null default '{}' check (json_valid(detail))   -- ids and field names, never contents
) strict;
create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;

-- each form carries an id; the same form arriving again finds its first answer here
create table form_receipt (
  form_id text primary key check (length(form_id) between 8 and 64),
  at text not null,
  result text not null check (json_valid(result))
) strict, without rowid;

create table import_batch (
  id integer primary key,
  kind text not null check (kind in ('roster', 'staff', 'exam')),
  file_name text not null,
  file_hash text not null,
  row_count integer not null,
  staff_id integer references staff(id),
  imported_at text not null,
  undone_at text
) strict;
create index import_batch_hash on import_batch(file_hash);

-- what a batch did, row by row, so that it can be undone; before is null for a row it created
create table import_change (
  id integer primary key,
  import_batch_id integer not null references import_batch(id),
  table_name text not null,
  row_key text not null check (json_valid(row_key)),
  before text check (before is null or json_valid(before)),
  after text not null check (json_valid(after))
) strict;
create index import_change_batch on import_change(import_batch_id);

-- the person's choice of columns for a header seen before
create table import_mapping (
  kind text not null,
  header_hash text not null,
  columns text not null check (json_valid(columns)),
  primary key (kind, header_hash)
) strict, without rowid;
