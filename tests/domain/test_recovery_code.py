"""The key on paper comes back as it was, however it is typed; a slip of the pen is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.recovery_code import KEY_BYTES, code_of, key_of

KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(KEYS)
def test_what_is_written_down_is_what_was_meant(key):
    code = code_of(key)
    assert key_of(code) == key
    assert [len(group) for group in code.split("-")] == [6] * 9
    assert not set(code) & set("ILOU")


@given(KEYS)
def test_small_letters_spaces_and_look_alikes_are_understood(key):
    typed = code_of(key).lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert key_of(typed) == key


@given(KEYS, st.integers(0, 53), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_sign_never_gives_another_key_unnoticed_by_both_checks(key, place, sign):
    signs = code_of(key).replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    if wrong != signs:
        try:
            assert key_of(wrong) != key
        except Invalid:
            return


@pytest.mark.parametrize("typed", ["", "7KQ2M0", "7" * 55, "7" * 53, "恢复码" * 18, "!" * 54])
def test_what_is_no_code_is_told(typed):
    with pytest.raises(Invalid, match="54 个"):
        key_of(typed)


def test_a_slip_of_the_pen_is_told():
    code = code_of(bytes(range(32)))
    swapped = code[:8] + code[9] + code[8] + code[10:]
    assert swapped != code
    with pytest.raises(Invalid, match="抄错"):
        key_of(swapped)
