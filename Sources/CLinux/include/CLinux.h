// What Linux offers only through macros, GNU extensions or calls that Swift cannot make.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// An event of epoll(7): what happened, and the tag its descriptor was added with.
struct omni_event { uint32_t events; uint64_t tag; };

/// epoll_create1(2), close-on-exec.
int omni_epoll_create(void);
/// epoll_ctl(2) with EPOLL_CTL_ADD, _MOD and _DEL.
int omni_epoll_add(int epoll, int fd, uint32_t events, uint64_t tag);
int omni_epoll_modify(int epoll, int fd, uint32_t events, uint64_t tag);
int omni_epoll_remove(int epoll, int fd);
/// epoll_wait(2); how many events there are, at most `capacity` and 256.
int omni_epoll_wait(int epoll, struct omni_event *events, int capacity, int milliseconds);

/// eventfd(2), nonblocking and close-on-exec.
int omni_eventfd(void);

/// timerfd_create(2) on CLOCK_MONOTONIC, nonblocking and close-on-exec: readable at `first_ns` (absolute) and then each
/// `period_ns`, finer than the milliseconds of epoll_wait(2). The descriptor, or -1 with errno.
int omni_timerfd(uint64_t first_ns, uint64_t period_ns);

/// Credentials of the process at the other end of a Unix socket, as they were when it connected (unix(7)).
struct omni_peer { int32_t pid; uint32_t uid; uint32_t gid; };

/// Fills `out` from SO_PEERCRED; 0, or -1 with errno.
int omni_peer_credentials(int fd, struct omni_peer *out);

/// accept4(2) with SOCK_NONBLOCK | SOCK_CLOEXEC; the new descriptor, or -1 with errno.
int omni_accept(int fd);

/// socket(2) AF_UNIX SOCK_STREAM, nonblocking and close-on-exec, connected to `path`.
/// The descriptor (connected), or -1 with errno; a full backlog is EAGAIN.
int omni_unix_connect(const char *path);

/// A listening Unix socket at `path` (an old one there is removed), mode `mode`; or -1 with errno.
int omni_unix_listen(const char *path, int type, uint32_t mode, int backlog);

/// A listening TCP socket on a numeric IPv4 or IPv6 address; or -1 with errno.
int omni_tcp_listen(const char *address, uint16_t port, int backlog);

/// A socket type of socket(2): SOCK_STREAM or SOCK_DGRAM, as plain integers.
int omni_sock_stream(void);
int omni_sock_dgram(void);

/// signalfd(2) for SIGTERM, SIGINT, SIGHUP, SIGCHLD (blocked in this thread and those it starts), SIGPIPE ignored.
int omni_signal_fd(void);

/// Reads one signal from a signalfd; its number, 0 when there is none, -1 on error.
int omni_signal_read(int fd);

/// What posix_spawn(3) cannot do: pass sockets on as 3, 4, ... with LISTEN_PID naming the child.
/// `environment` must hold an entry "LISTEN_PID=##########" that the child overwrites. Signals are unblocked in the child.
/// `new_session` is 1 to put the child into a process group of its own; `die_with_parent` sends it SIGTERM when the parent ends.
/// The pid, or -1 with errno (also when execve fails).
int32_t omni_spawn(const char *path, char *const arguments[], char *const environment[],
                 const int *descriptors, size_t count, int new_group, int die_with_parent);

/// The same for a process that is nobody's child here: whoever supervises this process becomes its parent at once, and so
/// learns of its end even while this process goes on. An entry "WATCHDOG_PID=##########" is overwritten too.
int32_t omni_spawn_orphan(const char *path, char *const arguments[], char *const environment[],
                          const int *descriptors, size_t count);

/// prctl(PR_SET_CHILD_SUBREAPER, 1): orphans below this process become its children.
int omni_become_subreaper(void);

/// Exit state of a child that ended, without waiting: its pid, 0 when none ended, -1 with errno.
/// `status` becomes the exit code, or 128 + signal.
int32_t omni_reap(int *status);

/// Sends `length` bytes with up to 4 descriptors (SCM_RIGHTS); bytes sent or -1 with errno.
int64_t omni_send_descriptors(int fd, const void *bytes, size_t length, const int *descriptors, size_t count);

/// Receives bytes and up to `capacity` descriptors (close-on-exec); bytes read or -1 with errno.
int64_t omni_receive_descriptors(int fd, void *bytes, size_t length, int *descriptors, size_t capacity, size_t *count);

/// Monotonic nanoseconds (CLOCK_MONOTONIC).
uint64_t omni_monotonic_ns(void);

/// Wall clock microseconds since 1970 (CLOCK_REALTIME).
int64_t omni_wall_us(void);

/// malloc_trim(3): gives freed memory back to the system, which free(3) alone does not after a burst.
void omni_release_memory(void);

/// Resident set of this process in bytes, from /proc/self/statm; 0 when unknown.
uint64_t omni_resident_bytes(void);

/// uid of a user by name, or -1 when there is none.
int64_t omni_uid_of(const char *name);

/// pidfd_open(2): a descriptor that becomes readable when the process ends, whoever its parent is; or -1 with errno.
int omni_pidfd_open(int32_t pid);

/// A nonblocking, close-on-exec pipe whose read end, wherever it was inherited, sends `signal` to the process group `group`
/// once the last write end is closed (fcntl(2), F_SETSIG): `omni_pipe` makes it, `omni_lifeline` arms it. 0, or -1 with errno.
int omni_pipe(int ends[2]);
int omni_lifeline(int read_end, int32_t group, int signal);

/// A bound Unix datagram socket at `path` that learns who sends (SO_PASSCRED), nonblocking and close-on-exec; or -1 with errno.
int omni_notify_socket(const char *path);

/// Receives one datagram of such a socket; `pid` becomes the sender. Bytes read, or -1 with errno.
int64_t omni_receive_notify(int fd, void *bytes, size_t length, int32_t *pid);
