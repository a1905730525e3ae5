"""The shared library through ctypes: a store, a question, its answer."""

from __future__ import annotations

import ctypes

Pointer = ctypes.c_void_p


class Str(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]


class Sink(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("reserved0", ctypes.c_uint32), ("path", Str),
                ("write", Pointer), ("write_data", Pointer)]


class Stream(ctypes.Structure):
    """ArrowArrayStream."""

    _fields_ = [(name, Pointer) for name in
                ("get_schema", "get_next", "get_last_error", "release", "private_data")]


def text(value: str) -> Str:
    data = value.encode()
    return Str(data, len(data))


class Library:
    def __init__(self, path: str, store: str) -> None:
        self.c = ctypes.CDLL(path)
        out = ctypes.POINTER(Pointer)
        self.c.pmm_open.argtypes = [Str, Pointer, out, out]
        self.c.pmm_session_open.argtypes = [Pointer, ctypes.c_int64, out, out]
        self.c.pmm_query.argtypes = [Pointer, Str, Pointer, out, out]
        self.c.pmm_export_result.argtypes = [Pointer, ctypes.POINTER(Sink), *[Pointer] * 5]
        self.c.pmm_result_export_arrow.argtypes = [Pointer, ctypes.POINTER(Stream), Pointer]
        for name in ("pmm_result_free", "pmm_session_free", "pmm_db_free"):
            getattr(self.c, name).argtypes = [Pointer]
            getattr(self.c, name).restype = None
        self.db, self.session = Pointer(), Pointer()
        self.check(self.c.pmm_open(text(store), None, ctypes.byref(self.db), None))
        self.check(self.c.pmm_session_open(self.db, 1, ctypes.byref(self.session), None))

    def close(self) -> None:
        self.c.pmm_session_free(self.session)
        self.c.pmm_db_free(self.db)

    @staticmethod
    def check(status: int) -> None:
        if status != 0:
            raise RuntimeError(f"status {status}")

    def query(self, question: str) -> Pointer:
        result = Pointer()
        self.check(self.c.pmm_query(self.session, text(question), None, ctypes.byref(result), None))
        return result

    def export(self, result: Pointer, path: str) -> None:
        sink = Sink(ctypes.sizeof(Sink), 0, text(path), None, None)
        self.check(self.c.pmm_export_result(result, ctypes.byref(sink), *[None] * 5))


NAME = b"arrow_array_stream"
Destructor = ctypes.CFUNCTYPE(None, Pointer)


@Destructor
def drop_capsule(capsule):
    """A stream that no consumer took is released with its capsule."""
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = Pointer, [Pointer, ctypes.c_char_p]
    stream = ctypes.cast(get(capsule, NAME), ctypes.POINTER(Stream))
    if stream.contents.release:
        Release(stream.contents.release)(stream)


Release = ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))


class Answer:
    """An answer as Python's consumers of Arrow take it: each call gives a fresh stream."""

    def __init__(self, library: Library, result: Pointer) -> None:
        self.library, self.result = library, result
        self.streams: list[tuple[Stream, Release]] = []
        self.released = 0

    def __arrow_c_stream__(self, requested_schema=None):
        stream = Stream()
        self.library.check(
            self.library.c.pmm_result_export_arrow(self.result, ctypes.byref(stream), None))
        # The capsule does not own the memory of the struct.
        self.streams.append((stream, self.counted(stream)))
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [Pointer, ctypes.c_char_p, Destructor]
        return new(ctypes.addressof(stream), NAME, drop_capsule)

    def counted(self, stream: Stream) -> Release:
        """Puts a release that counts before the one of the library."""
        own = Release(stream.release)

        @Release
        def release(moved):
            self.released += 1
            own(moved)

        stream.release = ctypes.cast(release, Pointer).value
        return release
