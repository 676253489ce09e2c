"""A disk that cannot be written, in words for whoever meets it: what happened, what to do."""

import errno
from typing import Final

FULL: Final = "服务器的磁盘满了，没有保存，也没有改动。请系统管理员清理磁盘，再做一次；以前保存的都在。"
SHUT: Final = (
    "打不开或写不进数据文件夹（没有权限、磁盘只读，或文件被别的程序占着），没有保存，也没有改动。"
    "请系统管理员检查这个文件夹和磁盘，再做一次；以前保存的都在。"
)
BROKEN: Final = "服务器的磁盘读写出错，没有保存，也没有改动。请系统管理员马上检查磁盘和备份，再做一次。"
_BY_NUMBER: Final = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), SHUT),
    **dict.fromkeys((errno.EIO, errno.ENODEV, errno.ENXIO), BROKEN),
}


def in_words(error: OSError) -> str | None:
    """The sentence, where it is the disk; None of a file that is not there and of everything else."""
    return _BY_NUMBER.get(error.errno or 0)
