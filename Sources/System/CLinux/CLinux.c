#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <arpa/inet.h>
#include <linux/dm-ioctl.h>
#include <linux/if_tun.h>
#include <linux/random.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

int bulkhead_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

int bulkhead_openat(int directory, const char *path, int flags, mode_t mode) {
    return openat(directory, path, flags | O_CLOEXEC, mode);
}

int bulkhead_fcntl(int descriptor, int command, int argument) { return fcntl(descriptor, command, argument); }

int bulkhead_ioctl_pointer(int descriptor, unsigned long request, void *argument) {
    return ioctl(descriptor, request, argument);
}

int bulkhead_ioctl_value(int descriptor, unsigned long request, long argument) {
    return ioctl(descriptor, request, argument);
}

int bulkhead_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int bulkhead_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int bulkhead_set_child_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
int bulkhead_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
int bulkhead_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int bulkhead_set_dumpable(int value) { return prctl(PR_SET_DUMPABLE, value, 0, 0, 0); }

int bulkhead_wait_status_code(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int bulkhead_spawn(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                   const int *sources, const int *targets, size_t count, const char *directory, int new_session) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int *parked = calloc(count ? count : 1, sizeof *parked);
    if (!parked) return ENOMEM;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) {
        free(parked);
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&actions);
        free(parked);
        return error;
    }
    int highest = 2;
    for (size_t i = 0; i < count; i++) {
        if (targets[i] > highest) highest = targets[i];
        parked[i] = -1;
    }
    /* Sources are first copied above every target, so that no dup2 overwrites a source that is still to come. */
    for (size_t i = 0; i < count && !error; i++) {
        parked[i] = fcntl(sources[i], F_DUPFD_CLOEXEC, highest + 1);
        if (parked[i] < 0) error = errno;
    }
    for (size_t i = 0; i < count && !error; i++)
        error = posix_spawn_file_actions_adddup2(&actions, parked[i], targets[i]);
    for (int standard = 0; standard <= 2 && !error; standard++) {
        int given = 0;
        for (size_t i = 0; i < count; i++) given |= targets[i] == standard;
        if (!given)
            error = posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", standard ? O_WRONLY : O_RDONLY, 0);
    }
    /* What this process inherited without close-on-exec is not the child's either. */
    for (int other = 3; other <= highest && !error; other++) {
        int given = 0;
        for (size_t i = 0; i < count; i++) given |= targets[i] == other;
        if (!given) error = posix_spawn_file_actions_addclose(&actions, other);
    }
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, highest + 1);
    if (!error && directory) error = posix_spawn_file_actions_addchdir_np(&actions, directory);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#ifdef POSIX_SPAWN_SETSID
    if (new_session) flags |= POSIX_SPAWN_SETSID;
#endif
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setflags(&attributes, flags);
    if (!error) error = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    for (size_t i = 0; i < count; i++)
        if (parked[i] >= 0) close(parked[i]);
    free(parked);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

pid_t bulkhead_fork(void) { return fork(); }

int bulkhead_close_range(unsigned int first, unsigned int last, unsigned int flags) {
    return (int)syscall(SYS_close_range, first, last, flags);
}

ssize_t bulkhead_send_with_descriptors(int socket, const void *bytes, size_t count, const int *descriptors,
                                       size_t descriptor_count, int flags) {
    if (descriptor_count > BULKHEAD_MAX_PASSED_DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    union {
        char bytes[CMSG_SPACE(sizeof(int) * BULKHEAD_MAX_PASSED_DESCRIPTORS)];
        struct cmsghdr align;
    } control;
    memset(&control, 0, sizeof control);
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (descriptor_count) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
    }
    return sendmsg(socket, &message, flags | MSG_NOSIGNAL);
}

ssize_t bulkhead_receive_with_descriptors(int socket, void *bytes, size_t count, int *descriptors,
                                          size_t *descriptor_count, int flags, int *truncated) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * BULKHEAD_MAX_PASSED_DESCRIPTORS)];
        struct cmsghdr align;
    } control;
    struct iovec vector = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    size_t room = *descriptor_count;
    *descriptor_count = 0;
    *truncated = 0;
    ssize_t received = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
    if (received < 0) return received;
    *truncated = (message.msg_flags & (MSG_CTRUNC | MSG_TRUNC)) != 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t passed = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < passed; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof descriptor);
            if (*descriptor_count < room) {
                descriptors[(*descriptor_count)++] = descriptor;
            } else {
                close(descriptor);
                *truncated = 1;
            }
        }
    }
    return received;
}

int bulkhead_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return -1;
    *pid = credentials.pid;
    *uid = credentials.uid;
    *gid = credentials.gid;
    return 0;
}

static int unix_address(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int bulkhead_unix_listen(const char *path, int type, int backlog) {
    struct sockaddr_un address;
    if (unix_address(path, &address) < 0) return -1;
    int descriptor = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    /* The mode of the file is that of the descriptor at bind(): nobody but the owner may connect. */
    fchmod(descriptor, 0600);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0 || listen(descriptor, backlog) < 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

int bulkhead_unix_connect(const char *path, int type) {
    struct sockaddr_un address;
    if (unix_address(path, &address) < 0) return -1;
    int descriptor = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

int bulkhead_tcp_connect(const char *host, uint16_t port) {
    struct sockaddr_in address4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    const struct sockaddr *address = (const struct sockaddr *)&address4;
    socklen_t length = sizeof address4;
    if (inet_pton(AF_INET, host, &address4.sin_addr) != 1) {
        if (inet_pton(AF_INET6, host, &address6.sin6_addr) != 1) {
            errno = EINVAL;
            return -1;
        }
        address = (const struct sockaddr *)&address6;
        length = sizeof address6;
    }
    int descriptor = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, address, length) < 0 && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

int bulkhead_tcp_listen(uint16_t *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(*port)};
    socklen_t length = sizeof address;
    int on = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0 || listen(descriptor, 64) < 0 ||
        getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    *port = ntohs(address.sin_port);
    return descriptor;
}

char **bulkhead_environment(void) { return environ; }

int bulkhead_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC); }

int bulkhead_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int bulkhead_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int bulkhead_memfd_seal(int descriptor) {
    return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

int bulkhead_setns(int descriptor, int type) { return setns(descriptor, type); }
int bulkhead_unshare(int flags) { return unshare(flags); }

int bulkhead_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
    return mount(source, target, type, flags, data);
}

int bulkhead_umount(const char *target, int flags) { return umount2(target, flags); }

int bulkhead_pivot_root(const char *new_root, const char *put_old) {
    return (int)syscall(SYS_pivot_root, new_root, put_old);
}

int bulkhead_open_tap(const char *name) {
    int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    if (ioctl(descriptor, TUNSETIFF, &request) < 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

int bulkhead_interface_up(const char *name) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    int result = ioctl(descriptor, SIOCGIFFLAGS, &request);
    if (result == 0) {
        request.ifr_flags |= IFF_UP;
        result = ioctl(descriptor, SIOCSIFFLAGS, &request);
    }
    int error = errno;
    close(descriptor);
    errno = error;
    return result;
}

int bulkhead_finit_module(int descriptor, const char *parameters) {
    return (int)syscall(SYS_finit_module, descriptor, parameters, 0);
}

int bulkhead_power_off(void) { return reboot(RB_POWER_OFF); }

ssize_t bulkhead_random(void *bytes, size_t count) { return getrandom(bytes, count, 0); }

int bulkhead_add_entropy(const void *bytes, size_t count) {
    struct rand_pool_info *info = calloc(1, sizeof *info + count);
    if (!info) return -1;
    info->entropy_count = (int)(count * 8);
    info->buf_size = (int)count;
    memcpy(info->buf, bytes, count);
    int descriptor = open("/dev/urandom", O_RDWR | O_CLOEXEC);
    int result = descriptor < 0 ? -1 : ioctl(descriptor, RNDADDENTROPY, info);
    if (result == 0) result = ioctl(descriptor, RNDRESEEDCRNG);
    int error = errno;
    explicit_bzero(info, sizeof *info + count);
    free(info);
    if (descriptor >= 0) close(descriptor);
    errno = error;
    return result;
}

/* Linux, Documentation/admin-guide/device-mapper and <linux/dm-ioctl.h>: create, load one target, resume. */
int bulkhead_device_mapper_create(const char *name, uint64_t sectors, const char *target, const char *parameters,
                                  unsigned int *major_number, unsigned int *minor_number) {
    size_t length = strlen(parameters) + 1;
    size_t size = sizeof(struct dm_ioctl) + sizeof(struct dm_target_spec) + ((length + 7) & ~(size_t)7);
    struct dm_ioctl *request = calloc(1, size);
    if (!request) return -1;
    int control = open("/dev/mapper/control", O_RDWR | O_CLOEXEC);
    int result = -1;
    if (control < 0) goto done;
#define PREPARE(total)                                        \
    do {                                                      \
        memset(request, 0, size);                             \
        request->version[0] = DM_VERSION_MAJOR;               \
        request->data_size = (uint32_t)(total);               \
        request->data_start = sizeof(struct dm_ioctl);        \
        snprintf(request->name, sizeof request->name, "%s", name); \
    } while (0)
    PREPARE(sizeof(struct dm_ioctl));
    if (ioctl(control, DM_DEV_CREATE, request) < 0) goto done;
    *major_number = major(request->dev);
    *minor_number = minor(request->dev);
    PREPARE(size);
    request->flags = DM_READONLY_FLAG;
    request->target_count = 1;
    struct dm_target_spec *specification = (struct dm_target_spec *)(request + 1);
    specification->sector_start = 0;
    specification->length = sectors;
    specification->next = (uint32_t)(size - sizeof(struct dm_ioctl));
    snprintf(specification->target_type, sizeof specification->target_type, "%s", target);
    memcpy(specification + 1, parameters, length);
    if (ioctl(control, DM_TABLE_LOAD, request) < 0) {
        int error = errno;
        PREPARE(sizeof(struct dm_ioctl));
        ioctl(control, DM_DEV_REMOVE, request);
        errno = error;
        goto done;
    }
    PREPARE(sizeof(struct dm_ioctl));
    result = ioctl(control, DM_DEV_SUSPEND, request);
#undef PREPARE
done:;
    int error = errno;
    if (control >= 0) close(control);
    free(request);
    errno = error;
    return result;
}

int bulkhead_make_device(const char *path, mode_t mode, unsigned int major_number, unsigned int minor_number) {
    return mknod(path, mode, makedev(major_number, minor_number));
}

int bulkhead_set_controlling_terminal(int descriptor) { return ioctl(descriptor, TIOCSCTTY, 0); }

size_t bulkhead_termios_size(void) { return sizeof(struct termios); }

int bulkhead_terminal_raw(int descriptor, void *saved) {
    struct termios state;
    if (tcgetattr(descriptor, &state) < 0) return -1;
    memcpy(saved, &state, sizeof state);
    cfmakeraw(&state);
    return tcsetattr(descriptor, TCSADRAIN, &state);
}

int bulkhead_terminal_restore(int descriptor, const void *saved) {
    struct termios state;
    memcpy(&state, saved, sizeof state);
    return tcsetattr(descriptor, TCSADRAIN, &state);
}

int bulkhead_terminal_size(int descriptor, unsigned short *rows, unsigned short *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

int bulkhead_flock_exclusive(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

int bulkhead_file_system_space(const char *path, uint64_t *available, uint64_t *total) {
    struct statvfs information;
    if (statvfs(path, &information) < 0) return -1;
    *available = (uint64_t)information.f_bavail * information.f_frsize;
    *total = (uint64_t)information.f_blocks * information.f_frsize;
    return 0;
}

int bulkhead_descriptor_space(int descriptor, uint64_t *available) {
    struct statvfs status;
    if (fstatvfs(descriptor, &status)) return -1;
    *available = (uint64_t)status.f_bavail * status.f_frsize;
    return 0;
}

int bulkhead_rename_new(int from, const char *name, int to, const char *new_name) {
    return renameat2(from, name, to, new_name, RENAME_NOREPLACE);
}

int bulkhead_set_direct(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT);
}

int bulkhead_allocate(int descriptor, int64_t count) { return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, count); }

int bulkhead_readable(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) < 0 ? -1 : count;
}

ssize_t bulkhead_splice(int from, int to, size_t count) {
    return splice(from, NULL, to, NULL, count, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

int bulkhead_synchronize_file_system(int descriptor) { return syncfs(descriptor); }

void bulkhead_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }

int bulkhead_signal_descriptor(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int bulkhead_read_signal(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    return count == (ssize_t)sizeof information ? (int)information.ssi_signo : 0;
}

int bulkhead_spawn_as(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                      const int standard[3], const char *directory, uid_t user, gid_t group, const gid_t *groups,
                      size_t group_count, int terminal) {
    /* Handlers end with exec; what is ignored would stay so. */
    static const int ignorable[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU};
    volatile int error = 0;
    /*
     * The child borrows our memory until it execs, so that nothing is copied: a guest under emulation feels every page.
     * It makes system calls only, and the C library's own for a change of user, which speak to all threads, not at all.
     */
    pid_t child = vfork();
    if (child < 0) return errno;
    if (child == 0) {
        sigset_t none;
        for (size_t i = 0; i < sizeof ignorable / sizeof *ignorable; i++) signal(ignorable[i], SIG_DFL);
        setsid();
        int copies[3];
        for (int i = 0; i < 3; i++)
            if ((copies[i] = fcntl(standard[i], F_DUPFD_CLOEXEC, 3)) < 0) goto failed;
        for (int i = 0; i < 3; i++)
            if (dup2(copies[i], i) < 0) goto failed;
        /* Whoever started us may have handed us descriptors that survive exec; they are not for the program. */
        bulkhead_close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        if (terminal) ioctl(0, TIOCSCTTY, 1);
        if (geteuid() == 0) {
            if (syscall(SYS_setgroups, group_count, groups) < 0 ||
                syscall(SYS_setresgid, group, group, group) < 0 || syscall(SYS_setresuid, user, user, user) < 0)
                goto failed;
        } else if (geteuid() != user) {
            errno = EPERM;
            goto failed;
        }
        if (directory && chdir(directory) < 0 && chdir("/") < 0) goto failed;
        umask(022);
        /* Last: until now no signal could be taken while the memory is shared. */
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(program, arguments, environment);
    failed:
        error = errno;
        _exit(127);
    }
    if (error) {
        waitpid(child, NULL, 0);
        return error;
    }
    *pid = child;
    return 0;
}

pid_t bulkhead_wait_any(int *signalled, int *value) {
    int status = 0;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    *signalled = WIFSIGNALED(status);
    *value = *signalled ? WTERMSIG(status) : WEXITSTATUS(status);
    return pid;
}

int bulkhead_disable_ctrl_alt_delete(void) { return reboot(RB_DISABLE_CAD); }

/*
 * The Swift runtime reads /proc/self/exe in its own constructors and aborts without it ("Unable to obtain Swift runtime
 * path"), so the first process of an initramfs mounts /proc before they run. Priorities up to 100 belong to the C
 * library. Anywhere else /proc is there and this does nothing.
 */
__attribute__((constructor(101))) static void mount_proc_for_runtime(void) {
    if (getpid() != 1 || access("/proc/self/exe", F_OK) == 0) return;
    mkdir("/proc", 0555);
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}
