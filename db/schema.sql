CREATE TABLE school_year (
  id integer primary key,
  start_year integer not null unique check (start_year between 1990 and 2200)
) strict;

CREATE TABLE term (
  id integer primary key,
  school_year_id integer not null references school_year(id),
  number integer not null check (number in (1, 2)),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days') and ends_on > starts_on),
  version integer not null default 1,
  unique (school_year_id, number)
) strict;

CREATE TABLE holiday (
  id integer primary key,
  name text not null check (length(name) between 1 and 40),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days') and ends_on >= starts_on)
) strict;

CREATE TABLE setting (
  name text primary key,
  value text not null check (json_valid(value)),
  version integer not null default 1
) strict, without rowid;

CREATE TABLE school_class (
  id integer primary key,
  entry_year integer not null check (entry_year between 1990 and 2200),
  entry_grade integer not null check (entry_grade in (1, 7, 10)),
  number integer not null check (number between 1 and 99),
  unique (entry_year, entry_grade, number)
) strict;

CREATE TABLE student (
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

CREATE TABLE guardian (
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

CREATE INDEX guardian_student on guardian(student_id);

CREATE TABLE class_membership (
  id integer primary key,
  student_id integer not null references student(id),
  class_id integer not null references school_class(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;

CREATE UNIQUE INDEX class_membership_open on class_membership(student_id) where valid_to is null;

CREATE INDEX class_membership_student on class_membership(student_id);

CREATE INDEX class_membership_class on class_membership(class_id, valid_to);

CREATE TABLE staff (
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
, strengths text, most_mentees integer check (most_mentees between 0 and 200)) strict;

CREATE TABLE subject (
  id integer primary key,
  name text not null unique,
  position integer not null default 100
) strict;

CREATE TABLE teaching_assignment (
  id integer primary key,
  staff_id integer not null references staff(id),
  class_id integer not null references school_class(id),
  subject_id integer not null references subject(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;

CREATE UNIQUE INDEX teaching_open on teaching_assignment(staff_id, class_id, subject_id) where valid_to is null;

CREATE INDEX teaching_class on teaching_assignment(class_id, valid_to);

CREATE TABLE homeroom (
  id integer primary key,
  staff_id integer not null references staff(id),
  class_id integer not null references school_class(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;

CREATE UNIQUE INDEX homeroom_open on homeroom(class_id) where valid_to is null;

CREATE INDEX homeroom_staff on homeroom(staff_id, valid_to);

CREATE TABLE care_category (
  id integer primary key,
  name text not null unique,
  position integer not null default 100,
  is_active integer not null default 1 check (is_active in (0, 1))
) strict;

CREATE TABLE care_status (
  id integer primary key,
  student_id integer not null references student(id),
  care_category_id integer not null references care_category(id),
  note text,
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  version integer not null default 1
) strict;

CREATE INDEX care_status_student on care_status(student_id);

CREATE UNIQUE INDEX care_status_open on care_status(student_id, care_category_id) where valid_to is null;

CREATE TABLE mentor_group (
  id integer primary key,
  class_id integer not null references school_class(id),
  name text not null check (length(name) between 1 and 30),
  motto text,
  position integer not null,
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  version integer not null default 1
, aim text) strict;

CREATE INDEX mentor_group_class on mentor_group(class_id, valid_to);

CREATE TABLE group_membership (
  id integer primary key,
  mentor_group_id integer not null references mentor_group(id),
  student_id integer not null references student(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;

CREATE UNIQUE INDEX group_membership_open on group_membership(student_id) where valid_to is null;

CREATE INDEX group_membership_student on group_membership(student_id);

CREATE INDEX group_membership_group on group_membership(mentor_group_id, valid_to);

CREATE TABLE pairing (
  id integer primary key,
  student_id integer not null references student(id),
  mentor_id integer not null references staff(id),
  mentor_group_id integer references mentor_group(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  end_reason text
, adaptation_until text check (adaptation_until is date(adaptation_until, '+0 days')), confirmed_at text) strict;

CREATE UNIQUE INDEX pairing_open on pairing(student_id, mentor_id) where valid_to is null;

CREATE INDEX pairing_mentor on pairing(mentor_id, valid_to);

CREATE INDEX pairing_student on pairing(student_id, valid_to);

CREATE TABLE interaction_participant (
  interaction_id integer not null references interaction(id),
  student_id integer not null references student(id),
  primary key (interaction_id, student_id)
) strict, without rowid;

CREATE INDEX participant_student on interaction_participant(student_id);

CREATE TABLE interaction_revision (
  id integer primary key,
  interaction_id integer not null references interaction(id),
  version integer not null,
  body text not null check (json_valid(body)),   -- the row as it stood before this correction
  changed_by integer not null references staff(id),
  changed_at text not null, sealed blob,
  unique (interaction_id, version)
) strict;

CREATE TABLE follow_up (
  id integer primary key,
  interaction_id integer not null references interaction(id),
  student_id integer not null references student(id),
  owner_id integer not null references staff(id),
  due_on text not null check (due_on is date(due_on, '+0 days')),
  done_at text,
  done_by integer references staff(id),
  version integer not null default 1
) strict;

CREATE INDEX follow_up_owner on follow_up(owner_id, due_on) where done_at is null;

CREATE INDEX follow_up_student on follow_up(student_id);

CREATE TABLE exam (
  id integer primary key,
  term_id integer not null references term(id),
  grade integer not null check (grade between 1 and 12),
  name text not null check (length(name) between 1 and 40),
  slot text not null check (slot in ('monthly', 'midterm', 'final', 'other')),
  held_on text not null check (held_on is date(held_on, '+0 days')),
  version integer not null default 1,
  unique (term_id, grade, name)
) strict;

CREATE TABLE exam_subject (
  exam_id integer not null references exam(id),
  subject_id integer not null references subject(id),
  full_mark real check (full_mark > 0),       -- null: the file did not say
  primary key (exam_id, subject_id)
) strict, without rowid;

CREATE TABLE score (
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

CREATE INDEX score_student on score(student_id, exam_id);

CREATE TABLE exam_result (
  exam_id integer not null references exam(id),
  student_id integer not null references student(id),
  class_id integer not null references school_class(id),
  total real,                                  -- null: absent from a subject, or only levels
  class_rank integer,
  grade_rank integer,
  rank_is_given integer not null default 0 check (rank_is_given in (0, 1)),
  primary key (exam_id, student_id)
) strict, without rowid;

CREATE INDEX exam_result_student on exam_result(student_id);

CREATE INDEX exam_result_class on exam_result(exam_id, class_id);

CREATE TABLE duty_rule (
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
, origin_id integer references duty_rule(id), position integer not null default 100, entered_on text check (entered_on is date(entered_on, '+0 days')), entered_by integer references staff(id), ended_by integer references staff(id)) strict;

CREATE TABLE account (
  id integer primary key,
  staff_id integer not null unique references staff(id),
  username text not null unique check (username = lower(trim(username)) and length(username) between 1 and 60),
  password_hash text not null,
  password_epoch integer not null default 1,   -- rises with each password change: older sessions end
  must_change_password integer not null default 1 check (must_change_password in (0, 1)),
  is_disabled integer not null default 0 check (is_disabled in (0, 1)),
  version integer not null default 1
) strict;

CREATE TABLE session (
  id integer primary key,
  token_hash text not null unique,             -- sha256 of the cookie; the cookie itself is nowhere
  account_id integer not null references account(id),
  password_epoch integer not null,
  created_at text not null,
  last_seen_at text not null,
  expires_at text not null,
  ended_at text
, device text not null default '', stepped_up_at text) strict;

CREATE INDEX session_account on session(account_id) where ended_at is null;

CREATE TABLE sign_in_ticket (
  ticket_hash text primary key,
  account_id integer not null references account(id),
  expires_at text not null
) strict, without rowid;

CREATE TABLE sign_in_attempt (
  id integer primary key,
  username text not null,
  at text not null,
  succeeded integer not null check (succeeded in (0, 1))
, address text not null default '') strict;

CREATE INDEX sign_in_attempt_username on sign_in_attempt(username, at);

CREATE TABLE audit (
  seq integer primary key autoincrement,
  at text not null,
  staff_id integer references staff(id),       -- null: the system itself, or nobody yet
  action text not null,
  target text not null,
  detail text not null default '{}' check (json_valid(detail))   -- ids and field names, never contents
, prev blob check (prev is null or length(prev) = 32), hash blob check (hash is null or length(hash) = 32)) strict;

CREATE TRIGGER audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;

CREATE TABLE form_receipt (
  form_id text primary key check (length(form_id) between 8 and 64),
  at text not null,
  result text not null check (json_valid(result))
) strict, without rowid;

CREATE TABLE import_batch (
  id integer primary key,
  kind text not null check (kind in ('roster', 'staff', 'exam')),
  file_name text not null,
  file_hash text not null,
  row_count integer not null,
  staff_id integer references staff(id),
  imported_at text not null,
  undone_at text
) strict;

CREATE INDEX import_batch_hash on import_batch(file_hash);

CREATE TABLE import_change (
  id integer primary key,
  import_batch_id integer not null references import_batch(id),
  table_name text not null,
  row_key text not null check (json_valid(row_key)),
  before text check (before is null or json_valid(before)),
  after text not null check (json_valid(after))
) strict;

CREATE INDEX import_change_batch on import_change(import_batch_id);

CREATE TABLE import_mapping (
  kind text not null,
  header_hash text not null,
  columns text not null check (json_valid(columns)),
  primary key (kind, header_hash)
) strict, without rowid;

CREATE TABLE grouping_plan (
  id integer primary key,
  class_id integer not null references school_class(id),
  state text not null check (state in ('draft', 'filed', 'returned', 'approved')),
  body text not null check (json_valid(body)),           -- domain/grouping_plan.py
  starts_on text check (starts_on is date(starts_on, '+0 days')),
  changed_at text not null,
  changed_by integer references staff(id),
  version integer not null default 1,
  check ((state = 'approved') = (starts_on is not null))
) strict;

CREATE UNIQUE INDEX grouping_plan_open on grouping_plan(class_id) where state <> 'approved';

CREATE INDEX grouping_plan_class on grouping_plan(class_id);

CREATE TABLE filing_step (                               -- 备案: each step with its words
  id integer primary key,
  grouping_plan_id integer not null references grouping_plan(id),
  act text not null check (act in ('filed', 'withdrawn', 'returned', 'approved')),
  comment text not null default '',
  staff_id integer references staff(id),
  at text not null
) strict;

CREATE INDEX filing_step_plan on filing_step(grouping_plan_id);

CREATE TABLE choice_round (                              -- 双向选择 of one class
  id integer primary key,
  class_id integer not null references school_class(id),
  closes_at text not null,
  most_wishes integer not null default 3 check (most_wishes between 1 and 10),
  opened_at text not null,
  opened_by integer references staff(id),
  version integer not null default 1
) strict;

CREATE INDEX choice_round_class on choice_round(class_id);

CREATE TABLE preference (                                -- a student's wishes; equal ranks are equally welcome
  choice_round_id integer not null references choice_round(id),
  student_id integer not null references student(id),
  mentor_id integer not null references staff(id),
  rank integer not null check (rank between 1 and 10),
  source text not null check (source in ('slip', 'file', 'link')),
  at text not null,
  primary key (choice_round_id, student_id, mentor_id)
) strict, without rowid;

CREATE TABLE claim (                                     -- 认领: a mentor's claim to a group of the plan or to a student
  id integer primary key,
  choice_round_id integer not null references choice_round(id),
  mentor_id integer not null references staff(id),
  student_id integer references student(id),
  group_key text,                                        -- PlanGroup.key
  rank integer not null check (rank between 1 and 10),
  at text not null,
  check ((student_id is null) <> (group_key is null))
) strict;

CREATE UNIQUE INDEX claim_once on claim(choice_round_id, mentor_id, coalesce(student_id, 0), coalesce(group_key, ''));

CREATE TABLE choice_link (                               -- a student's one-time link; the key itself is nowhere
  id integer primary key,
  choice_round_id integer not null references choice_round(id),
  student_id integer not null references student(id),
  key_hash text not null unique,
  expires_at text not null,
  used_at text,
  ended_at text
) strict;

CREATE INDEX choice_link_round on choice_link(choice_round_id, student_id);

CREATE TABLE pairing_change (                            -- 调换导师 (S1 二.(三), S3 二.11)
  id integer primary key,
  student_id integer not null references student(id),
  from_mentor_id integer references staff(id),
  to_mentor_id integer references staff(id),
  asked_by text not null check (asked_by in ('student', 'mentor', 'homeroom', 'departure', 'arrival')),
  reason text not null,
  student_opinion text not null default '',
  exception text not null default '',                    -- why a second change within a year (S1: 一般一年一次)
  state text not null check (state in ('open', 'approved', 'refused', 'withdrawn')),
  decision text not null default '',
  starts_on text check (starts_on is date(starts_on, '+0 days')),
  asked_at text not null,
  asked_for_by integer references staff(id),
  decided_at text,
  decided_by integer references staff(id),
  version integer not null default 1
, sealed blob
  check (sealed is null or reason = '' and student_opinion = '' and exception = '' and decision = '')) strict;

CREATE UNIQUE INDEX pairing_change_open on pairing_change(student_id) where state = 'open';

CREATE INDEX pairing_change_student on pairing_change(student_id);

CREATE TABLE handover_note (                             -- 交接: what the next mentor should know, each writer the own words
  id integer primary key,
  pairing_change_id integer not null references pairing_change(id),
  author_id integer not null references staff(id),
  body text not null,
  written_at text not null,
  version integer not null default 1, sealed blob check (sealed is null or body = ''),
  unique (pairing_change_id, author_id)
) strict;

CREATE TABLE ceremony (                                  -- 交接仪式 (S0 一.4)
  id integer primary key,
  class_id integer not null references school_class(id),
  held_on text not null check (held_on is date(held_on, '+0 days')),
  place text not null default '',
  programme text not null default '',
  note text not null default '',
  is_held integer not null default 0 check (is_held in (0, 1)),
  version integer not null default 1
) strict;

CREATE INDEX ceremony_class on ceremony(class_id);

CREATE TABLE ceremony_absence (                          -- who was not there; everybody else of the class and its team was
  ceremony_id integer not null references ceremony(id),
  student_id integer references student(id),
  staff_id integer references staff(id),
  check ((student_id is null) <> (staff_id is null))
) strict;

CREATE UNIQUE INDEX ceremony_absence_once on ceremony_absence(ceremony_id, coalesce(student_id, 0), coalesce(staff_id, 0));

CREATE INDEX pairing_group on pairing(mentor_group_id, valid_to);

CREATE TABLE contact (
  student_id integer not null,
  occurred_on text not null,
  interaction_id integer not null,
  author_id integer not null,
  kind text not null,
  primary key (student_id, occurred_on, interaction_id)
) strict, without rowid;

CREATE INDEX contact_day on contact(occurred_on, author_id, interaction_id, student_id, kind);

CREATE TRIGGER participant_added after insert on interaction_participant begin
  insert into contact select new.student_id, occurred_on, id, author_id, kind from interaction
   where id = new.interaction_id and deleted_at is null and kind <> 'exam_analysis';
end;

CREATE TRIGGER participant_removed after delete on interaction_participant begin
  delete from contact where student_id = old.student_id and interaction_id = old.interaction_id;
end;

CREATE INDEX follow_up_interaction on follow_up(interaction_id);

CREATE TABLE attachment (                                -- a photo or file of a record; the bytes lie in the data folder
  id integer primary key,
  interaction_id integer not null references interaction(id),
  file text not null unique check (file not glob '*[^0-9a-f]*' and length(file) = 32),   -- its name in the folder files/
  name text not null check (length(name) between 1 and 120),
  media_type text not null,
  size integer not null check (size > 0),
  sha256 text not null,
  added_by integer not null references staff(id),
  added_at text not null,
  removed_at text
) strict;

CREATE INDEX attachment_interaction on attachment(interaction_id);

CREATE TABLE draft (                                     -- what is being typed, for its writer alone
  id integer primary key,
  owner_id integer not null references staff(id),
  form_id text not null unique check (length(form_id) between 8 and 64),
  student_id integer references student(id),             -- null: not about one student
  body text not null check (json_valid(body)),
  changed_at text not null,
  discarded_at text,                                     -- put aside; gone with the owner's next save
  version integer not null default 1
, sealed blob check (sealed is null or body = '{}')) strict;

CREATE INDEX draft_owner on draft(owner_id);

CREATE TABLE leave (                                     -- days a teacher or a student is away; both dates inclusive
  id integer primary key,
  staff_id integer references staff(id),
  student_id integer references student(id),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days')),
  note text not null default '',
  entered_by integer references staff(id),
  version integer not null default 1, sealed blob check (sealed is null or note = ''),
  check ((staff_id is null) <> (student_id is null)),
  check (starts_on <= ends_on)
) strict;

CREATE INDEX leave_staff on leave(staff_id) where staff_id is not null;

CREATE INDEX leave_student on leave(student_id) where student_id is not null;

CREATE UNIQUE INDEX duty_rule_open on duty_rule(coalesce(origin_id, id)) where valid_to is null;

CREATE TABLE monthly_summary (                           -- 每月总结谈话情况 (S2): drafted from the records, edited, handed in
  id integer primary key,
  staff_id integer not null references staff(id),
  month text not null check (month is date(month, 'start of month')),
  body text not null,
  submitted_at text,
  version integer not null default 1,
  unique (staff_id, month)
) strict;

CREATE INDEX monthly_summary_month on monthly_summary(month) where submitted_at is not null;

CREATE TABLE "staff_role" (
  id integer primary key,
  staff_id integer not null references staff(id),
  role text not null check (role in ('admin', 'leader', 'office', 'grade_head', 'auditor')),
  grade integer check (grade between 1 and 12),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  check ((role = 'grade_head') = (grade is not null))
) strict;

CREATE UNIQUE INDEX staff_role_open on staff_role(staff_id, role, coalesce(grade, 0)) where valid_to is null;

CREATE INDEX audit_staff on audit(staff_id, seq);

CREATE INDEX audit_target on audit(target, seq);

CREATE TRIGGER audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;

CREATE TRIGGER audit_follows before insert on audit
  when new.hash is null or new.seq is not (select coalesce(max(seq), 0) + 1 from audit)
    or new.prev is not coalesce((select hash from audit order by seq desc limit 1), zeroblob(32))
begin select raise(abort, 'audit is a chain'); end;

CREATE INDEX sign_in_attempt_address on sign_in_attempt(address, at) where address <> '';

CREATE INDEX interaction_revision_to_seal on interaction_revision(id) where sealed is null;

CREATE INDEX draft_to_seal on draft(id) where sealed is null;

CREATE INDEX handover_note_to_seal on handover_note(id) where sealed is null;

CREATE INDEX leave_to_seal on leave(id) where sealed is null and note <> '';

CREATE INDEX pairing_change_to_seal on pairing_change(id) where sealed is null and asked_by in ('student', 'mentor', 'homeroom');

CREATE TABLE access_request (
  id integer primary key,
  student_id integer not null references student(id),
  asked_by integer not null references staff(id),
  asked_at text not null,
  reason text not null,
  days integer not null check (days between 1 and 14),          -- as asked for
  state text not null default 'open' check (state in ('open', 'granted', 'refused', 'withdrawn', 'ended')),
  decided_by integer references staff(id),
  decided_at text,
  words text not null default '',                               -- of who decided, for who asked
  ends_at text,                                                 -- granted: the moment it is over, without anybody's doing
  ended_by integer references staff(id),                        -- before that moment
  ended_at text,
  read_at text,                                                 -- when the archive was last opened by it
  version integer not null default 1,
  check (decided_by is null or decided_by <> asked_by),         -- nobody grants oneself anything, whatever the program says
  check (state not in ('granted', 'ended') or (decided_by is not null and ends_at is not null))
) strict;

CREATE UNIQUE INDEX access_request_open on access_request(asked_by, student_id) where state = 'open';

CREATE INDEX access_granted on access_request(asked_by, ends_at, student_id) where state = 'granted';

CREATE INDEX access_granted_student on access_request(student_id, ends_at) where state = 'granted';

CREATE TRIGGER role_given after insert on staff_role begin
  update account set password_epoch = password_epoch + 1 where staff_id = new.staff_id;
end;

CREATE TRIGGER role_changed after update on staff_role begin
  update account set password_epoch = password_epoch + 1 where staff_id in (old.staff_id, new.staff_id);
end;

CREATE TRIGGER role_taken after delete on staff_role begin
  update account set password_epoch = password_epoch + 1 where staff_id = old.staff_id;
end;

CREATE TABLE second_step (
  account_id integer primary key references account(id),
  secret blob not null,                      -- sealed with a key that comes from the school's
  last_counter integer not null,             -- of the last code taken: a code is good once
  wrong_codes integer not null default 0,    -- one after the other
  wait_until text                            -- after too many of them
) strict;

CREATE TABLE spare_code (
  id integer primary key,
  account_id integer not null references second_step(account_id) on delete cascade,
  code_hash text not null
) strict;

CREATE UNIQUE INDEX spare_code_of_account on spare_code(account_id, code_hash);

CREATE TABLE student_profile (
  student_id integer primary key references student(id),
  basics text not null default '',             -- 学生基本情况
  interests text not null default '',          -- 兴趣爱好
  strengths text not null default '',          -- 学习优势
  learning_style text not null default '',     -- 学习风格
  weaknesses text not null default '',         -- 学习弱势
  peers text not null default '',              -- 同伴关系
  character text not null default '',          -- 个性特点
  changed_by integer references staff(id),
  changed_at text not null,
  version integer not null default 1
) strict;

CREATE TABLE family_profile (
  student_id integer primary key references student(id),
  sealed blob not null,                        -- 家庭情况, 家庭情况分析, 主要社会关系: nowhere in clear
  changed_by integer references staff(id),
  changed_at text not null,
  version integer not null default 1
) strict;

CREATE TABLE archive_revision (
  id integer primary key,
  student_id integer not null references student(id),
  part text not null check (part in ('profile', 'family', 'identity', 'guardian', 'care', 'month', 'goal', 'review')),
  row_id integer not null,                     -- of the part's own table; of the student where there is one row each
  version integer not null,                    -- the one these words belonged to
  sealed blob not null,
  changed_by integer references staff(id),     -- who ended it, and when
  changed_at text not null,
  unique (part, row_id, version)
) strict;

CREATE INDEX archive_revision_student on archive_revision(student_id, part);

CREATE TABLE monthly_note (                              -- 第一月表现、亮点、不足、改进措施 (S1 成长记录档案, S0 建立档案)
  id integer primary key,
  student_id integer not null references student(id),
  term_id integer not null references term(id),
  month integer not null check (month between 1 and 5),  -- of the term: domain/months.py says which days those are
  performance text not null default '',
  strength text not null default '',
  weakness text not null default '',
  measure text not null default '',
  begun_at text not null,                                -- first written: after the month it is 补写
  written_by integer not null references staff(id),
  written_at text not null,
  version integer not null default 1,
  unique (student_id, term_id, month)
) strict;

CREATE TABLE goal (                                      -- 发展目标 (S3 适切的个体发展目标)
  id integer primary key,
  student_id integer not null references student(id),
  area text not null check (area in ('学业', '行为习惯', '生活', '交往', '特长', '劳动', '体育')),
  aim text not null,
  measure text not null default '',
  due_on text check (due_on is date(due_on, '+0 days')),
  state text not null default 'open' check (state in ('open', 'done', 'dropped')),
  closed_on text check (closed_on is date(closed_on, '+0 days')),
  begun_on text not null check (begun_on is date(begun_on, '+0 days')),
  written_by integer not null references staff(id),
  written_at text not null,
  version integer not null default 1,
  check ((state = 'open') = (closed_on is null))
) strict;

CREATE INDEX goal_student on goal(student_id);

CREATE TABLE goal_progress (                             -- how it goes, day by day; only added to
  id integer primary key,
  goal_id integer not null references goal(id),
  noted_on text not null check (noted_on is date(noted_on, '+0 days')),
  note text not null,
  author_id integer not null references staff(id)
) strict;

CREATE INDEX goal_progress_goal on goal_progress(goal_id);

CREATE TABLE review_dimension (                          -- of the 综合素质 review; the office's to name, order and retire
  id integer primary key,
  name text not null unique,
  position integer not null,
  is_retired integer not null default 0 check (is_retired in (0, 1)),
  version integer not null default 1
) strict;

CREATE TABLE term_review (                               -- 综合素质发展性评价 (S3): in words, a term and a dimension
  id integer primary key,
  student_id integer not null references student(id),
  term_id integer not null references term(id),
  dimension_id integer not null references review_dimension(id),
  body text not null,
  written_by integer not null references staff(id),
  written_at text not null,
  version integer not null default 1,
  unique (student_id, term_id, dimension_id)
) strict;

CREATE TABLE interaction_reader (
  interaction_id integer not null references interaction(id),
  staff_id integer not null references staff(id),
  primary key (interaction_id, staff_id)
) strict, without rowid;

CREATE INDEX interaction_reader_staff on interaction_reader(staff_id);

CREATE TABLE document_template (
  id integer primary key,
  purpose text not null check (purpose in ('handbook', 'archive')),
  name text not null,                                    -- of the file as it came
  body blob not null check (length(body) <= 5242880),
  sha256 text not null,
  uploaded_by integer not null references staff(id),
  uploaded_at text not null,
  in_use_since text,
  retired_at text,
  version integer not null default 1,
  check (retired_at is null or in_use_since is not null),
  unique (purpose, sha256)
) strict;

CREATE UNIQUE INDEX document_template_in_use on document_template(purpose)
  where in_use_since is not null and retired_at is null;

CREATE TABLE inspection (
  id integer primary key,                                       -- also what the draw is made with
  name text not null,
  since text not null,                                          -- the days looked at, both inclusive
  until text not null check (until >= since),
  begun_by integer references staff(id),
  begun_at text not null
) strict;

CREATE TABLE inspected (
  id integer primary key,
  inspection_id integer not null references inspection(id),
  mentor_id integer not null references staff(id),
  way text not null check (way in ('drawn', 'chosen')),
  state text not null default 'waiting'
    check (state in ('waiting', 'fine', 'improve', 'mend', 'answered', 'closed', 'removed')),
  due_on text,                                                  -- 限期整改: the last day
  version integer not null default 1,
  unique (inspection_id, mentor_id),
  unique (id, mentor_id),
  check (state not in ('mend', 'answered') or due_on is not null)
) strict;

CREATE INDEX inspected_to_mend on inspected(mentor_id) where state = 'mend';

CREATE INDEX inspected_open on inspected(state, due_on) where state in ('mend', 'answered');

CREATE INDEX inspected_mentor on inspected(mentor_id);

CREATE TABLE inspection_step (
  id integer primary key,
  inspected_id integer not null,
  mentor_id integer not null,
  version integer not null,                                     -- of the row in `inspected` after this step
  act text not null check (act in ('added', 'removed', 'fine', 'improve', 'mend', 'answered', 'passed', 'failed')),
  due_on text,
  sealed blob,
  by_staff integer references staff(id),
  at text not null,
  unique (inspected_id, version),
  foreign key (inspected_id, mentor_id) references inspected(id, mentor_id),
  check ((act = 'answered') = (by_staff is mentor_id))          -- nobody inspects oneself, and nobody answers for another
) strict;

CREATE TRIGGER inspection_step_stays before update on inspection_step begin
  select raise(abort, 'a step of an inspection stays as it was');
end;

CREATE TRIGGER inspection_step_remains before delete on inspection_step begin
  select raise(abort, 'a step of an inspection stays as it was');
end;

CREATE TABLE linked_class (                              -- 联系点: a class and the leader whose it is, by dates
  id integer primary key,
  staff_id integer not null references staff(id),
  class_id integer not null references school_class(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;

CREATE UNIQUE INDEX linked_class_open on linked_class(class_id) where valid_to is null;

CREATE INDEX linked_class_staff on linked_class(staff_id, valid_to);

CREATE TABLE leader_charge (                             -- 领导包靠: a student in a leader's charge, by dates; it opens nothing
  id integer primary key,
  staff_id integer not null references staff(id),
  student_id integer not null references student(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;

CREATE UNIQUE INDEX leader_charge_open on leader_charge(student_id) where valid_to is null;

CREATE INDEX leader_charge_staff on leader_charge(staff_id, valid_to);

CREATE INDEX leader_charge_student on leader_charge(student_id, valid_to);

CREATE TABLE stage (                                     -- 推进阶段 of a school year (S4 四); without rows a proposal stands there
  id integer primary key,
  school_year integer not null check (school_year between 1990 and 2200),
  position integer not null check (position between 1 and 4),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days') and ends_on >= starts_on),
  version integer not null default 1,
  unique (school_year, position)
) strict;

CREATE TABLE stage_item (                                -- what a stage asks for; `measure` names what the app counts itself
  id integer primary key,
  stage_id integer not null references stage(id),
  name text not null check (length(name) between 1 and 40),
  due_on text check (due_on is date(due_on, '+0 days')),
  measure text check (measure in ('groups_filed', 'duties_set', 'mentored', 'profiled', 'group_activities')),
  done_on text check (done_on is date(done_on, '+0 days')),
  words text not null default '',
  changed_by integer references staff(id),
  version integer not null default 1,
  check (measure is null or done_on is null)
) strict;

CREATE INDEX stage_item_stage on stage_item(stage_id);

CREATE TABLE interaction (
  id integer primary key,
  kind text not null check (kind in ('talk', 'mentee_report', 'guardian_contact', 'home_visit', 'letter',
    'group_activity', 'exam_analysis', 'class_meeting', 'class_talk', 'parent_class', 'class_visit',
    'class_consultation', 'school_consultation')),
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
  version integer not null default 1,
  class_id integer references school_class(id),                   -- a meeting, a parent lecture, a visit: the class it was for
  mentor_group_id integer references mentor_group(id),            -- a group activity
  exam_id integer references exam(id),                            -- an exam analysis
  deleted_by integer references staff(id),
  sealed blob check (sealed is null or content = '' and place is null and detail = '{}')
) strict;

CREATE INDEX interaction_author on interaction(author_id, occurred_on);

CREATE INDEX interaction_day on interaction(occurred_on, kind, author_id) where deleted_at is null;

CREATE INDEX interaction_meeting on interaction(kind, occurred_on) where kind in
  ('group_activity', 'class_meeting', 'class_talk', 'parent_class', 'class_visit', 'class_consultation', 'school_consultation');

CREATE INDEX interaction_class on interaction(class_id, occurred_on) where class_id is not null;

CREATE INDEX interaction_group on interaction(mentor_group_id, occurred_on) where mentor_group_id is not null;

CREATE INDEX interaction_deleted on interaction(deleted_at) where deleted_at is not null;

CREATE INDEX interaction_to_seal on interaction(id) where sealed is null
  and (is_restricted = 1 or kind = 'home_visit' or guidance_area = '心理')
  and (content <> '' or place is not null or detail <> '{}');

CREATE INDEX interaction_sealed on interaction(author_id) where sealed is not null;

CREATE TRIGGER interaction_changed after update of occurred_on, deleted_at, kind on interaction begin
  delete from contact where interaction_id = old.id and occurred_on = old.occurred_on
     and student_id in (select student_id from interaction_participant where interaction_id = old.id);
  insert into contact select student_id, new.occurred_on, new.id, new.author_id, new.kind from interaction_participant
   where interaction_id = new.id and new.deleted_at is null and new.kind <> 'exam_analysis';
end;
