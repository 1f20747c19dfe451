// What VirtualBus needs of C and Swift's Glibc module does not carry: umockdev's testbed, and
// Linux calls that are variadic or hidden behind _GNU_SOURCE.
#include <umockdev.h>

#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// poll(2) with a time limit in nanoseconds; negative waits for ever.
static inline int host_poll(
    struct pollfd *descriptors, unsigned long count, long long nanoseconds) {
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    return (int)syscall(SYS_ppoll, descriptors, count, nanoseconds < 0 ? NULL : &limit, NULL, 0);
}

static inline int host_set_timer_slack(unsigned long nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

static inline int host_become_subreaper(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/// Programs started from here on cannot override file permissions, root's neither.
static inline int host_drop_permission_override(void) {
    if (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) != 0) return -1;
    return prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

/// fcntl(F_SETPIPE_SZ), whose name needs _GNU_SOURCE.
static inline int host_set_pipe_size(int descriptor, int bytes) {
    return (int)syscall(SYS_fcntl, descriptor, 1031, bytes);
}

/// Environment of this process: NAME=VALUE strings and a final NULL.
static inline char *const *host_environment(void) {
    extern char **environ;
    return environ;
}

/// Process at the other end of a UNIX socket, as it connected; -1 if unknown.
static inline int host_peer_process(int descriptor) {
    // struct ucred, whose name needs _GNU_SOURCE (unix(7), SO_PEERCRED).
    struct {
        int process;
        unsigned user;
        unsigned group;
    } peer = {-1, 0, 0};
    socklen_t size = sizeof peer;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.process : -1;
}
