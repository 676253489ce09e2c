-- one's own sessions as a list: which is which; a moment's use of a phone left in the classroom is ended from elsewhere

alter table session add column device text not null default '';   -- 手机, 电脑: never more of what a browser tells
