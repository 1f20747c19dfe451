// A system that refuses to let a program listen for USB devices (netlink), REFUSED_BINDS times.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

int bind(int descriptor, const struct sockaddr *address, socklen_t length)
{
    static atomic_int refusals;
    const char *limit = getenv("REFUSED_BINDS");
    if (limit != NULL && address->sa_family == AF_NETLINK
        && atomic_fetch_add(&refusals, 1) < atoi(limit)) {
        errno = EADDRINUSE;
        return -1;
    }
    int (*next)(int, const struct sockaddr *, socklen_t);
    *(void **)&next = dlsym(RTLD_NEXT, "bind");
    return next(descriptor, address, length);
}
