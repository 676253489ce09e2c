-- 月表现、发展目标、综合素质评价: what mentors and class teachers write about a child month by month and term by term

create table monthly_note (                              -- 第一月表现、亮点、不足、改进措施 (S1 成长记录档案, S0 建立档案)
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

create table goal (                                      -- 发展目标 (S3 适切的个体发展目标)
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
create index goal_student on goal(student_id);

create table goal_progress (                             -- how it goes, day by day; only added to
  id integer primary key,
  goal_id integer not null references goal(id),
  noted_on text not null check (noted_on is date(noted_on, '+0 days')),
  note text not null,
  author_id integer not null references staff(id)
) strict;
create index goal_progress_goal on goal_progress(goal_id);

create table review_dimension (                          -- of the 综合素质 review; the office's to name, order and retire
  id integer primary key,
  name text not null unique,
  position integer not null,
  is_retired integer not null default 0 check (is_retired in (0, 1)),
  version integer not null default 1
) strict;
insert into review_dimension (name, position) values
  ('学业水平', 1), ('课堂表现', 2), ('劳动素养', 3), ('艺术修养', 4), ('品德发展', 5), ('身心健康', 6);   -- S3 6

create table term_review (                               -- 综合素质发展性评价 (S3): in words, a term and a dimension
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
