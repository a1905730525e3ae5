#include "shim_vfs.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace fault {
namespace {

struct State {
  std::mutex mutex;
  bool armed = false;
  IoKind kind = IoKind::kRead;
  std::int64_t left = 0;  // calls until the one that fails
  bool for_ever = false;
  bool met = false;
  std::vector<IoEvent>* events = nullptr;
};

State state;  // NOLINT: a program of one test
sqlite3_vfs* real_vfs = nullptr;

bool fails(IoKind kind) {
  const std::lock_guard lock(state.mutex);
  if (!state.armed || state.kind != kind) return false;
  if (state.left > 1) {
    --state.left;
    return false;
  }
  if (state.left == 0 && !state.for_ever) return false;
  state.left = 0;
  state.met = true;
  return true;
}

void note(IoEvent::What what, const std::string& path, std::int64_t offset = 0,
          std::string bytes = {}) {
  const std::lock_guard lock(state.mutex);
  if (state.events != nullptr) state.events->push_back({what, path, offset, std::move(bytes)});
}

// The real file follows in the same memory.
struct File {
  sqlite3_file base;
  std::string* path;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* self(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return self(file)->real(); }

int on_close(sqlite3_file* file) {
  const int rc = real(file)->pMethods->xClose(real(file));
  delete self(file)->path;
  return rc;
}

int on_read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  if (fails(IoKind::kRead)) return SQLITE_IOERR_READ;
  const int rc = real(file)->pMethods->xRead(real(file), out, size, offset);
  if (rc != SQLITE_OK || !fails(IoKind::kShortRead)) return rc;
  std::memset(out, 0, static_cast<std::size_t>(size));
  return SQLITE_IOERR_SHORT_READ;
}

int on_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (fails(IoKind::kWrite)) return SQLITE_IOERR_WRITE;
  if (fails(IoKind::kFull)) return SQLITE_FULL;
  const int rc = real(file)->pMethods->xWrite(real(file), data, size, offset);
  if (rc == SQLITE_OK)
    note(IoEvent::What::kWrite, *self(file)->path, offset,
         {static_cast<const char*>(data), static_cast<std::size_t>(size)});
  return rc;
}

int on_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (fails(IoKind::kTruncate)) return SQLITE_IOERR_TRUNCATE;
  const int rc = real(file)->pMethods->xTruncate(real(file), size);
  if (rc == SQLITE_OK) note(IoEvent::What::kTruncate, *self(file)->path, size);
  return rc;
}

int on_sync(sqlite3_file* file, int flags) {
  if (fails(IoKind::kSync)) return SQLITE_IOERR_FSYNC;
  const int rc = real(file)->pMethods->xSync(real(file), flags);
  if (rc == SQLITE_OK) note(IoEvent::What::kSync, *self(file)->path);
  return rc;
}

int on_file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (fails(IoKind::kSize)) return SQLITE_IOERR_FSTAT;
  return real(file)->pMethods->xFileSize(real(file), size);
}

int on_lock(sqlite3_file* file, int level) {
  if (fails(IoKind::kLock)) return SQLITE_IOERR_LOCK;
  return real(file)->pMethods->xLock(real(file), level);
}
int on_unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int on_check_reserved(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int on_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int on_sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int on_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int on_shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  if (fails(IoKind::kShmMap)) {
    *out = nullptr;
    return SQLITE_IOERR_SHMMAP;
  }
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}
int on_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  if ((flags & SQLITE_SHM_LOCK) != 0 && fails(IoKind::kShmLock)) return SQLITE_IOERR_SHMLOCK;
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void on_shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int on_shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: the library maps no files, and so there is nothing to fetch.
const sqlite3_io_methods kMethods = {
    2,
    on_close,
    on_read,
    on_write,
    on_truncate,
    on_sync,
    on_file_size,
    on_lock,
    on_unlock,
    on_check_reserved,
    on_control,
    on_sector_size,
    on_characteristics,
    on_shm_map,
    on_shm_lock,
    on_shm_barrier,
    on_shm_unmap,
    nullptr,
    nullptr,
};

int on_open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (fails(IoKind::kOpen)) return SQLITE_CANTOPEN;
  int exists = 1;
  if (name != nullptr) real_vfs->xAccess(real_vfs, name, SQLITE_ACCESS_EXISTS, &exists);
  const int rc = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  if (real(file)->pMethods == nullptr) return rc;
  self(file)->path = new std::string(name == nullptr ? "" : name);
  file->pMethods = &kMethods;
  if (exists == 0) note(IoEvent::What::kCreate, *self(file)->path);
  return rc;
}

int on_delete(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
  if (fails(IoKind::kDelete)) return SQLITE_IOERR_DELETE;
  const int rc = real_vfs->xDelete(real_vfs, name, sync_folder);
  if (rc == SQLITE_OK) note(IoEvent::What::kDelete, name);
  return rc;
}

}  // namespace

const char* name_of(IoKind kind) {
  constexpr const char* kNames[] = {"open",  "delete", "read",    "short read",
                                    "write", "full",   "sync",    "truncate",
                                    "size",  "lock",   "shm map", "shm lock"};
  return kNames[static_cast<int>(kind)];
}

void install_shim() {
  static sqlite3_vfs vfs;
  real_vfs = sqlite3_vfs_find(nullptr);
  vfs = *real_vfs;
  vfs.zName = "shim";
  vfs.szOsFile = real_vfs->szOsFile + static_cast<int>(sizeof(File));
  vfs.xOpen = on_open;
  vfs.xDelete = on_delete;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) std::abort();
}

void arm(IoKind kind, std::int64_t at, bool for_ever) {
  const std::lock_guard lock(state.mutex);
  state.armed = true;
  state.kind = kind;
  state.left = at;
  state.for_ever = for_ever;
  state.met = false;
}

bool disarm() {
  const std::lock_guard lock(state.mutex);
  state.armed = false;
  return state.met;
}

void record_into(std::vector<IoEvent>* events) {
  const std::lock_guard lock(state.mutex);
  state.events = events;
}

}  // namespace fault
