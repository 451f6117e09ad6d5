#define _GNU_SOURCE
#include "CLinux.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int omni_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int epoll_change(int epoll, int operation, int fd, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data.u64 = tag};
    return epoll_ctl(epoll, operation, fd, &event);
}

int omni_epoll_add(int epoll, int fd, uint32_t events, uint64_t tag) {
    return epoll_change(epoll, EPOLL_CTL_ADD, fd, events, tag);
}

int omni_epoll_modify(int epoll, int fd, uint32_t events, uint64_t tag) {
    return epoll_change(epoll, EPOLL_CTL_MOD, fd, events, tag);
}

int omni_epoll_remove(int epoll, int fd) { return epoll_change(epoll, EPOLL_CTL_DEL, fd, 0, 0); }

int omni_epoll_wait(int epoll, struct omni_event *events, int capacity, int milliseconds) {
    struct epoll_event raw[256];
    int count = epoll_wait(epoll, raw, capacity < 256 ? capacity : 256, milliseconds);
    for (int i = 0; i < count; i++) events[i] = (struct omni_event){raw[i].events, raw[i].data.u64};
    return count;
}

int omni_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int omni_peer_credentials(int fd, struct omni_peer *out) {
    struct ucred cred;
    socklen_t length = sizeof cred;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &length) < 0) return -1;
    out->pid = cred.pid;
    out->uid = cred.uid;
    out->gid = cred.gid;
    return 0;
}

int omni_accept(int fd) { return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

static int unix_address(struct sockaddr_un *address, const char *path) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

static int close_keeping_errno(int fd) {
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

int omni_unix_connect(const char *path) {
    struct sockaddr_un address;
    if (unix_address(&address, path) < 0) return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return close_keeping_errno(fd);
    return fd;
}

int omni_unix_listen(const char *path, int type, uint32_t mode, int backlog) {
    struct sockaddr_un address;
    if (unix_address(&address, path) < 0) return -1;
    int fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (unlink(path) < 0 && errno != ENOENT) return close_keeping_errno(fd);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return close_keeping_errno(fd);
    if (chmod(path, mode) < 0) return close_keeping_errno(fd);
    if (type == SOCK_STREAM && listen(fd, backlog) < 0) return close_keeping_errno(fd);
    return fd;
}

int omni_tcp_listen(const char *text, uint16_t port, int backlog) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr *address;
    socklen_t length;
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        address = (struct sockaddr *)&v4;
        length = sizeof v4;
    } else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
        address = (struct sockaddr *)&v6;
        length = sizeof v6;
    } else {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(fd, address, length) < 0 || listen(fd, backlog) < 0) return close_keeping_errno(fd);
    return fd;
}

int omni_timerfd(uint64_t first_ns, uint64_t period_ns) {
    const uint64_t second = 1000000000;
    struct itimerspec when = {
        .it_value = {.tv_sec = (time_t)(first_ns / second), .tv_nsec = (long)(first_ns % second)},
        .it_interval = {.tv_sec = (time_t)(period_ns / second), .tv_nsec = (long)(period_ns % second)},
    };
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0) return -1;
    if (timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL) < 0) return close_keeping_errno(fd);
    return fd;
}

int omni_sock_stream(void) { return SOCK_STREAM; }
int omni_sock_dgram(void) { return SOCK_DGRAM; }

static void handled_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGCHLD);
}

int omni_signal_fd(void) {
    sigset_t set;
    handled_signals(&set);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int omni_signal_read(int fd) {
    struct signalfd_siginfo info;
    ssize_t got = read(fd, &info, sizeof info);
    if (got == (ssize_t)sizeof info) return (int)info.ssi_signo;
    return got < 0 && errno != EAGAIN && errno != EINTR ? -1 : 0;
}

// Between fork and exec only async-signal-safe calls: other threads may have held locks.
static void write_pid(char *entry, pid_t pid) {
    char *digits = strchr(entry, '=') + 1;
    size_t length = strlen(digits);
    char reversed[16];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + pid % 10);
        pid /= 10;
    } while (pid > 0 && count < sizeof reversed);
    size_t at = 0;
    while (count > 0 && at < length) digits[at++] = reversed[--count];
    digits[at] = 0;
}

// The way from a fresh child to the program; failures are told to the parent.
static _Noreturn void execute(const char *path, char *const arguments[], char *const environment[],
                              const int *descriptors, size_t count, int report) {
    // Above the range first, so that no target overwrites a source still needed.
    int high[64];
    if (count > 64) _exit(71);
    for (size_t i = 0; i < count; i++) high[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, 200);
    int report_high = fcntl(report, F_DUPFD_CLOEXEC, 200);
    for (size_t i = 0; i < count; i++) dup2(high[i], 3 + (int)i);
    for (char *const *entry = environment; *entry; entry++)
        if (strncmp(*entry, "LISTEN_PID=", 11) == 0 || strncmp(*entry, "WATCHDOG_PID=", 13) == 0)
            write_pid(*entry, getpid());
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    execve(path, arguments, environment);
    int error = errno;
    ssize_t ignored = write(report_high, &error, sizeof error);
    (void)ignored;
    _exit(71);
}

static ssize_t read_int(int fd, int *value) {
    ssize_t got;
    do got = read(fd, value, sizeof *value);
    while (got < 0 && errno == EINTR);
    return got;
}

int32_t omni_spawn(const char *path, char *const arguments[], char *const environment[],
                 const int *descriptors, size_t count, int new_group, int die_with_parent) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0) return -1;
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        close(report[0]);
        return close_keeping_errno(report[1]);
    }
    if (pid == 0) {
        if (new_group) setpgid(0, 0);
        if (die_with_parent) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (getppid() != parent) _exit(75);
        }
        execute(path, arguments, environment, descriptors, count, report[1]);
    }
    close(report[1]);
    int error = 0;
    ssize_t got = read_int(report[0], &error);
    close(report[0]);
    if (got > 0) {
        waitpid(pid, NULL, 0);
        errno = error;
        return -1;
    }
    return pid;
}

int32_t omni_spawn_orphan(const char *path, char *const arguments[], char *const environment[],
                          const int *descriptors, size_t count) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0) return -1;
    pid_t between = fork();
    if (between < 0) {
        close(report[0]);
        return close_keeping_errno(report[1]);
    }
    if (between == 0) {
        pid_t pid = fork();
        if (pid == 0) execute(path, arguments, environment, descriptors, count, report[1]);
        // The number is told negated, as reasons for a failure are positive; the two come in any order.
        int told = pid < 0 ? errno : -pid;
        ssize_t ignored = write(report[1], &told, sizeof told);
        (void)ignored;
        _exit(0);
    }
    close(report[1]);
    int word, error = 0;
    pid_t pid = -1;
    while (read_int(report[0], &word) > 0) {
        if (word < 0) pid = -word;
        else error = word;
    }
    close(report[0]);
    while (waitpid(between, NULL, 0) < 0 && errno == EINTR) {}
    if (error == 0 && pid > 0) return pid;
    errno = error != 0 ? error : EAGAIN;
    return -1;
}

int omni_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1); }

int32_t omni_reap(int *status) {
    int raw = 0;
    pid_t pid = waitpid(-1, &raw, WNOHANG);
    if (pid > 0) *status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
    return pid;
}

int64_t omni_send_descriptors(int fd, const void *bytes, size_t length, const int *descriptors, size_t count) {
    char control[CMSG_SPACE(4 * sizeof(int))];
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 4) {
        errno = EINVAL;
        return -1;
    }
    if (count > 0) {
        memset(control, 0, sizeof control);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

int64_t omni_receive_descriptors(int fd, void *bytes, size_t length, int *descriptors, size_t capacity, size_t *count) {
    char control[CMSG_SPACE(4 * sizeof(int))];
    struct iovec part = {.iov_base = bytes, .iov_len = length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *count = 0;
    ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    if (got < 0) return got;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t received = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        int *from = (int *)CMSG_DATA(header);
        for (size_t i = 0; i < received; i++) {
            if (*count < capacity) descriptors[(*count)++] = from[i];
            else close(from[i]);
        }
    }
    return got;
}

uint64_t omni_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int64_t omni_wall_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void omni_release_memory(void) { malloc_trim(0); }

uint64_t omni_resident_bytes(void) {
    unsigned long long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    int fields = fscanf(file, "%llu %llu", &total, &resident);
    fclose(file);
    return fields == 2 ? resident * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

int64_t omni_uid_of(const char *name) {
    struct passwd *entry = getpwnam(name);
    return entry ? (int64_t)entry->pw_uid : -1;
}

int omni_pidfd_open(int32_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int omni_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int omni_lifeline(int read_end, int32_t group, int signal) {
    if (fcntl(read_end, F_SETOWN, -group) < 0) return -1;
    if (fcntl(read_end, F_SETSIG, signal) < 0) return -1;
    int flags = fcntl(read_end, F_GETFL);
    return flags < 0 ? -1 : fcntl(read_end, F_SETFL, flags | O_ASYNC);
}

int omni_notify_socket(const char *path) {
    int fd = omni_unix_listen(path, SOCK_DGRAM, 0600, 0);
    if (fd < 0) return -1;
    int one = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &one, sizeof one) < 0) return close_keeping_errno(fd);
    return fd;
}

int64_t omni_receive_notify(int fd, void *bytes, size_t length, int32_t *pid) {
    char control[CMSG_SPACE(sizeof(struct ucred))];
    struct iovec part = {.iov_base = bytes, .iov_len = length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *pid = 0;
    ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (got < 0) return got;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_CREDENTIALS) continue;
        struct ucred sender;
        memcpy(&sender, CMSG_DATA(header), sizeof sender);
        *pid = sender.pid;
    }
    return got;
}
