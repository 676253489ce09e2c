"""What was uploaded is given back: thirty files of several megabytes in one visit, some saved, some left behind."""

import http.client
import secrets
import sys
import uuid
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from components.session import COOKIE
from services import interactions, sign_in
from services.context import clock
from tests.benchmarks.client import Tab
from tests.benchmarks.pages import serving
from tests.benchmarks.soak import memory_of
from tests.make_photos import photo
from tests.school_builder import MENTOR

MEGABYTE = 1_000_000
TIMES, SIZE = 30, 4 * MEGABYTE
BOUND = 50 * MEGABYTE  # all of them together are a hundred and twenty


class Uploading(Tab):
    """A tab that chooses a file, as a browser does."""

    session = ""

    def _take(self, message):
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
        return super()._take(message)

    def go(self, path, query):
        """Another page or address of the same visit."""
        self._query, self._path, self._page_hash = query, path, ""
        self._run(page_name=path)

    def choose(self, content, name):
        """The file goes up beside the socket, then the page hears of it; its field keeps it until the next page."""
        (field,) = [one.proto for one in self.elements.values() if one.kind == "file_uploader"]
        place = self._place(name)
        self._put(place.upload_url, content, name)
        state = WidgetState(id=field.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            file_id=place.file_id, name=name, size=len(content), file_urls=place
        )
        self._run(states=[state])

    def _place(self, name):
        asked = BackMsg()
        asked.file_urls_request.request_id = str(uuid.uuid4())
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=self.seconds))
            if message.WhichOneof("type") == "file_urls_response":
                return message.file_urls_response.file_urls[0]
            self._take(message)

    def _put(self, path, content, name):
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        link = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=self.seconds)
        link.request("GET", "/_stcore/health")
        answer = link.getresponse()
        answer.read()
        xsrf = answer.getheader("set-cookie", "").partition("_streamlit_xsrf=")[2].partition(";")[0]
        link.request("PUT", path, head.encode() + content + f"\r\n--{edge}--\r\n".encode(), {
            "Cookie": f"{self.cookie}; _streamlit_xsrf={xsrf}", "X-Xsrftoken": xsrf,
            "Content-Type": f"multipart/form-data; boundary={edge}"})  # fmt: skip
        assert link.getresponse().status == 204
        link.close()


def big_photo():
    """A small picture with megabytes behind its end, as some phones leave them: costly to keep, quick to draw anew."""
    return photo((64, 48)) + secrets.token_bytes(SIZE)


def rounds(tab, records):
    for number, record in enumerate(records):
        tab.go("log", f"whose=mine&record={record}&do=files")
        tab.choose(big_photo(), f"{number}.jpg")
        if number % 2:  # the others change their mind
            tab.click("add_files")
        tab.go("today", "")


if sys.platform == "linux":  # elsewhere another process's memory is not to be read without more packages

    def test_thirty_uploads_in_one_visit_leave_no_memory_behind(school):
        mentor = school.as_person(MENTOR)
        records = [
            interactions.record(mentor, school.talk("张书瑶", content=str(n))) for n in range(TIMES + 4)
        ]
        token = sign_in.open_session_for(school.store, school.account(MENTOR), clock())
        with serving(school.folder) as (address, process), Uploading(address, f"{COOKIE}={token}") as tab:
            tab.open("today")
            rounds(tab, records[:4])  # what is loaded only once is there now
            before = memory_of(process)
            rounds(tab, records[4:])
            grown = memory_of(process) - before
        stored = school.rows("select count(*) as n from attachment")
        assert stored == [{"n": (TIMES + 4) // 2}]
        assert grown < BOUND, f"{grown / MEGABYTE:.0f} MB"
