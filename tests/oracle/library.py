"""The library as the oracle needs it: a store with a clock of its own, questions and their
explanations, and a copy. Through the C ABI, by ctypes."""

from __future__ import annotations

import ctypes
import json

OPEN_CREATE = 1
OPEN_MEMORY = 8
Clock = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)


class Str(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]


class OpenOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("timezone", Str),
                ("busy_timeout_ms", ctypes.c_uint32), ("reserved0", ctypes.c_uint32),
                ("wal_limit_bytes", ctypes.c_int64), ("clock", Clock),
                ("clock_data", ctypes.c_void_p), ("clock_destroy", ctypes.c_void_p),
                ("log", ctypes.c_void_p), ("log_data", ctypes.c_void_p),
                ("log_destroy", ctypes.c_void_p), ("memory_limit_bytes", ctypes.c_int64),
                ("municipalities", Str)]


def given(text: str) -> Str:
    data = text.encode("utf-8")
    return Str(data, len(data))


class Refused(Exception):
    """A call that failed: its code, the field it blames, and what it says."""

    def __init__(self, code: int, field: str, message: str):
        super().__init__(f"{code} {field}: {message}")
        self.code, self.field = code, field


class Library:
    def __init__(self, path: str):
        self.abi = ctypes.CDLL(path)
        handle = ctypes.c_void_p
        for name, result, arguments in (
                ("pmm_open", ctypes.c_int32, [Str, ctypes.POINTER(OpenOptions),
                                              ctypes.POINTER(handle), ctypes.POINTER(handle)]),
                ("pmm_db_free", None, [handle]),
                ("pmm_session_open", ctypes.c_int32, [handle, ctypes.c_int64,
                                                      ctypes.POINTER(handle),
                                                      ctypes.POINTER(handle)]),
                ("pmm_session_free", None, [handle]),
                ("pmm_meta", ctypes.c_int32, [handle] + [ctypes.POINTER(handle)] * 2),
                ("pmm_backup", ctypes.c_int32, [handle, Str, handle, ctypes.POINTER(handle)]),
                ("pmm_query", ctypes.c_int32, [handle, Str, handle] + [ctypes.POINTER(handle)] * 2),
                ("pmm_query_explain", ctypes.c_int32,
                 [handle, Str, handle] + [ctypes.POINTER(handle)] * 2),
                ("pmm_reminder_list", ctypes.c_int32, [handle] * 4 + [ctypes.POINTER(handle)] * 2),
                ("pmm_result_json", ctypes.c_int32, [handle] + [ctypes.POINTER(handle)] * 2),
                ("pmm_result_free", None, [handle]),
                ("pmm_text_view", Str, [handle]),
                ("pmm_text_free", None, [handle]),
                ("pmm_error_message", Str, [handle]),
                ("pmm_error_field", Str, [handle]),
                ("pmm_error_free", None, [handle])):
            function = getattr(self.abi, name)
            function.restype, function.argtypes = result, arguments

    def call(self, name: str, *arguments):
        """Calls a function whose last two parameters are an out and an error; gives the out."""
        out, error = ctypes.c_void_p(), ctypes.c_void_p()
        self.check(getattr(self.abi, name)(*arguments, ctypes.byref(out), ctypes.byref(error)),
                   error)
        return out

    def check(self, status: int, error: ctypes.c_void_p) -> None:
        if status == 0:
            return
        field = self.read(self.abi.pmm_error_field(error))
        message = self.read(self.abi.pmm_error_message(error))
        self.abi.pmm_error_free(error)
        raise Refused(status, field, message)

    @staticmethod
    def read(text: Str) -> str:
        return ctypes.string_at(text.data, text.size).decode("utf-8") if text.size else ""

    def taken(self, text: ctypes.c_void_p) -> str:
        try:
            return self.read(self.abi.pmm_text_view(text))
        finally:
            self.abi.pmm_text_free(text)


class Store:
    """An open store whose clock stands where it is put."""

    def __init__(self, library: Library, path: str, timezone: str, memory: bool = False):
        self.library, self.now_us = library, 0
        self._clock = Clock(lambda _: self.now_us)  # kept as long as the store may call it
        options = OpenOptions(struct_size=ctypes.sizeof(OpenOptions), flags=OPEN_CREATE | (OPEN_MEMORY if memory else 0),
                              timezone=given(timezone), clock=self._clock)
        self.handle = library.call("pmm_open", given(path), ctypes.byref(options))
        self._sessions: dict[int, ctypes.c_void_p] = {}

    def close(self) -> None:
        for session in self._sessions.values():
            self.library.abi.pmm_session_free(session)
        self.library.abi.pmm_db_free(self.handle)

    def session(self, actor: int) -> ctypes.c_void_p:
        if actor not in self._sessions:
            self._sessions[actor] = self.library.call("pmm_session_open", self.handle, actor)
        return self._sessions[actor]

    def meta(self) -> dict:
        return json.loads(self.library.taken(self.library.call("pmm_meta", self.handle)))

    def backup(self, path: str) -> None:
        error = ctypes.c_void_p()
        self.library.check(self.library.abi.pmm_backup(self.handle, given(path), None,
                                                       ctypes.byref(error)), error)

    def query(self, question: dict, actor: int = 1) -> dict:
        result = self.library.call("pmm_query", self.session(actor), given(json.dumps(question)),
                                   None)
        try:
            return json.loads(self.library.taken(self.library.call("pmm_result_json", result)))
        finally:
            self.library.abi.pmm_result_free(result)

    def explain(self, question: dict, actor: int = 1) -> dict:
        return json.loads(self.library.taken(self.library.call(
            "pmm_query_explain", self.session(actor), given(json.dumps(question)), None)))
