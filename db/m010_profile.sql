-- The student's own page: what mentors know of a student, the family's part encrypted, and every earlier wording.

create table student_profile (
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

create table family_profile (
  student_id integer primary key references student(id),
  sealed blob not null,                        -- 家庭情况, 家庭情况分析, 主要社会关系: nowhere in clear
  changed_by integer references staff(id),
  changed_at text not null,
  version integer not null default 1
) strict;

-- What a part of the archive said before it was changed: labels and words, always encrypted.
create table archive_revision (
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
create index archive_revision_student on archive_revision(student_id, part);
