#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_NAMESPACE "/proc/thread-self/ns/net"

/*
 * A network namespace belongs to a thread. Each function here enters another one and comes back before it returns, on
 * the thread of its caller, so that nobody else ever runs there. A thread that cannot come back must not go on.
 */
static int come_back(int own, int result) {
    int error = errno;
    if (setns(own, CLONE_NEWNET) != 0) abort();
    close(own);
    errno = error;
    return result;
}

static int close_keeping_error(int descriptor, int result) {
    int error = errno;
    close(descriptor);
    errno = error;
    return result;
}

/* Enters the namespace of a file; returns a descriptor of the thread's own one. */
static int enter(const char *path) {
    int own = open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC);
    if (own < 0) return -1;
    int other = open(path, O_RDONLY | O_CLOEXEC);
    if (other < 0) return close_keeping_error(own, -1);
    int result = setns(other, CLONE_NEWNET);
    close_keeping_error(other, 0);
    return result == 0 ? own : close_keeping_error(own, -1);
}

static int write_word(const char *path, const char *word) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = write(file, word, strlen(word));
    return close_keeping_error(file, count == (ssize_t)strlen(word) ? 0 : -1);
}

int bulkhead_network_namespace_make(const char *path) {
    int file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    if (file < 0) return -1;
    close(file);
    int own = open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC);
    if (own < 0) return -1;
    if (unshare(CLONE_NEWNET) != 0) return close_keeping_error(own, -1);
    /* No interface of it ever gets an address by itself, or answers for one. A kernel without IPv6 has no such file. */
    int result = write_word("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    if (result != 0 && errno == ENOENT) result = 0;
    if (result == 0) result = write_word("/proc/sys/net/ipv4/conf/default/arp_ignore", "8");
    if (result == 0) result = write_word("/proc/sys/net/ipv4/ip_forward", "0");
    if (result == 0) result = mount(OWN_NAMESPACE, path, NULL, MS_BIND, NULL);
    return come_back(own, result);
}

static int change_interface(int control, const char *name, int mtu) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    request.ifr_mtu = mtu;
    if (ioctl(control, SIOCSIFMTU, &request) != 0) return -1;
    if (ioctl(control, SIOCGIFFLAGS, &request) != 0) return -1;
    request.ifr_flags |= IFF_UP;
    return ioctl(control, SIOCSIFFLAGS, &request);
}

static int open_tap(const char *name, int mtu, int header) {
    int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tap < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_TUN_EXCL | (header ? IFF_VNET_HDR : 0);
    if (ioctl(tap, TUNSETIFF, &request) != 0) return close_keeping_error(tap, -1);
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (control < 0) return close_keeping_error(tap, -1);
    int result = change_interface(control, name, mtu);
    close_keeping_error(control, 0);
    return result == 0 ? tap : close_keeping_error(tap, -1);
}

int bulkhead_tap_open(const char *namespace, const char *name, int mtu, int header) {
    if (namespace == NULL) return open_tap(name, mtu, header);
    int own = enter(namespace);
    if (own < 0) return -1;
    return come_back(own, open_tap(name, mtu, header));
}

int bulkhead_bridge_add(const char *bridge, const char *name) {
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (control < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_ifindex = (int)if_nametoindex(name);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", bridge);
    int result = request.ifr_ifindex == 0 ? -1 : ioctl(control, SIOCBRADDIF, &request);
    return close_keeping_error(control, result);
}

int bulkhead_network_statistics(const char *namespace) {
    int own = enter(namespace);
    if (own < 0) return -1;
    /* The file belongs to the namespace that it was opened in. */
    return come_back(own, open("/proc/thread-self/net/dev", O_RDONLY | O_CLOEXEC));
}

int bulkhead_route_socket(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }
