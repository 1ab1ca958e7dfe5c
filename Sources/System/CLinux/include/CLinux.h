#ifndef BULKHEAD_CLINUX_H
#define BULKHEAD_CLINUX_H

/*
 * What Swift cannot reach in the C library and the kernel's headers: variadic functions, function-like macros,
 * system calls without a wrapper in Debian 12's libc, and structures with flexible members.
 * Functions return what the system call returns (-1 and errno on failure) unless said otherwise.
 */

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One ancillary message with at most this many descriptors. */
#define BULKHEAD_MAX_PASSED_DESCRIPTORS 16

int bulkhead_open(const char *path, int flags, mode_t mode);
int bulkhead_openat(int directory, const char *path, int flags, mode_t mode);
int bulkhead_fcntl(int descriptor, int command, int argument);
int bulkhead_ioctl_pointer(int descriptor, unsigned long request, void *argument);
int bulkhead_ioctl_value(int descriptor, unsigned long request, long argument);

int bulkhead_pidfd_open(pid_t pid);
int bulkhead_pidfd_send_signal(int pidfd, int signal);
int bulkhead_set_child_subreaper(void);
int bulkhead_set_parent_death_signal(int signal);
int bulkhead_set_no_new_privileges(void);
int bulkhead_set_dumpable(int value);

/* Exit code 0...255, or 128 + the signal's number. */
int bulkhead_wait_status_code(int status);

/*
 * Starts a program. `sources[i]` becomes descriptor `targets[i]` in the child, all others are closed; `new_session`
 * puts it into a session of its own. Signal mask and dispositions are reset. Returns 0 or an errno value.
 */
int bulkhead_spawn(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                   const int *sources, const int *targets, size_t count, const char *directory, int new_session);

/* fork() for programs that have one thread; Swift hides the original. */
pid_t bulkhead_fork(void);

int bulkhead_close_range(unsigned int first, unsigned int last, unsigned int flags);

/* Sends bytes with descriptors (SCM_RIGHTS). */
ssize_t bulkhead_send_with_descriptors(int socket, const void *bytes, size_t count, const int *descriptors,
                                       size_t descriptor_count, int flags);
/*
 * Receives bytes and descriptors (set close-on-exec). `descriptor_count` is in: room, out: received.
 * `truncated` is set when data or descriptors did not fit; descriptors that did not fit are closed by the kernel.
 */
ssize_t bulkhead_receive_with_descriptors(int socket, void *bytes, size_t count, int *descriptors,
                                          size_t *descriptor_count, int flags, int *truncated);

/* Peer of a unix socket, as of connect(). */
int bulkhead_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid);

/* Unix sockets by path; `type` is SOCK_STREAM or SOCK_SEQPACKET. A new close-on-exec descriptor, or -1. */
int bulkhead_unix_listen(const char *path, int type, int backlog);
int bulkhead_unix_connect(const char *path, int type);

/* Accepts a connection, close-on-exec. */
/* A TCP connection that begins without waiting; host is a numeric address. */
int bulkhead_tcp_connect(const char *host, uint16_t port);
/* A socket that listens on 127.0.0.1; a port of 0 becomes the one that was free. */
int bulkhead_tcp_listen(uint16_t *port);
int bulkhead_accept(int socket);
/* The environment, which ends with NULL. */
char **bulkhead_environment(void);
/* A close-on-exec pipe: ends[0] reads, ends[1] writes. */
int bulkhead_pipe(int ends[2]);

int bulkhead_memfd(const char *name);
/* Seals a memfd against every change: F_SEAL_SEAL, SHRINK, GROW, WRITE. */
int bulkhead_memfd_seal(int descriptor);

int bulkhead_setns(int descriptor, int type);
int bulkhead_unshare(int flags);
int bulkhead_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data);
int bulkhead_umount(const char *target, int flags);
int bulkhead_pivot_root(const char *new_root, const char *put_old);

/* Opens /dev/net/tun as the tap NAME with IFF_NO_PI | IFF_VNET_HDR, in the caller's network namespace. */
int bulkhead_open_tap(const char *name);
/* Sets the interface NAME up. */
int bulkhead_interface_up(const char *name);

/* getrandom() without flags. */
ssize_t bulkhead_random(void *bytes, size_t count);

/* Guest only. */
int bulkhead_finit_module(int descriptor, const char *parameters);
int bulkhead_power_off(void);
int bulkhead_add_entropy(const void *bytes, size_t count);
/* Makes the read-only device-mapper device NAME of one target over `sectors`; fills its device number. */
int bulkhead_device_mapper_create(const char *name, uint64_t sectors, const char *target, const char *parameters,
                                  unsigned int *major, unsigned int *minor);
int bulkhead_make_device(const char *path, mode_t mode, unsigned int major, unsigned int minor);
int bulkhead_set_controlling_terminal(int descriptor);

/* Terminal: raw mode for console clients. `saved` has bulkhead_termios_size() bytes. */
size_t bulkhead_termios_size(void);
int bulkhead_terminal_raw(int descriptor, void *saved);
int bulkhead_terminal_restore(int descriptor, const void *saved);
int bulkhead_terminal_size(int descriptor, unsigned short *rows, unsigned short *columns);

int bulkhead_flock_exclusive(int descriptor);

/* Bytes free to unprivileged users and total, of the file system that holds `path`. */
int bulkhead_file_system_space(const char *path, uint64_t *available, uint64_t *total);

/* The same of the file system that holds an open file: bytes free to unprivileged users. */
int bulkhead_descriptor_space(int descriptor, uint64_t *available);
/* Renames to a name that must be free (renameat2() with RENAME_NOREPLACE). */
int bulkhead_rename_new(int from, const char *name, int to, const char *new_name);
/* Turns O_DIRECT on or off for an open file. */
int bulkhead_set_direct(int descriptor, int on);
/* Takes room for a file of this many bytes (fallocate()); its length stays. */
int bulkhead_allocate(int descriptor, int64_t count);
/* Bytes that wait to be read (FIONREAD), or -1. */
int bulkhead_readable(int descriptor);
/* splice() from a pipe, without waiting. */
ssize_t bulkhead_splice(int from, int to, size_t count);
/* syncfs() */
int bulkhead_synchronize_file_system(int descriptor);

/* Ignores SIGPIPE in this process: writes report EPIPE instead. */
void bulkhead_ignore_sigpipe(void);
/* Blocks `signals` and returns a close-on-exec signalfd for them. */
int bulkhead_signal_descriptor(const int *signals, size_t count);
/* The next signal from a signalfd, 0 if there is none. */
int bulkhead_read_signal(int descriptor);

/*
 * Starts a program in a session of its own, as a user: `standard` become descriptors 0, 1 and 2, all others are closed.
 * A directory that is missing or forbidden is replaced by the root. With `terminal`, descriptor 0 becomes the
 * controlling terminal. A caller that is not root can only name itself. Returns 0 or an errno value.
 */
int bulkhead_spawn_as(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                      const int standard[3], const char *directory, uid_t user, gid_t group, const gid_t *groups,
                      size_t group_count, int terminal);
/* Reaps any child that has ended: its exit code, or its signal. 0 or -1 when there is none. */
pid_t bulkhead_wait_any(int *signalled, int *value);
/* Ctrl-Alt-Delete becomes SIGINT to process 1 instead of a reset. */
int bulkhead_disable_ctrl_alt_delete(void);

/*
 * Makes a network namespace without addresses and binds it to a new file. The caller's own one stays as it is.
 */
int bulkhead_network_namespace_make(const char *path);

/*
 * Opens a new tap that is up, in the namespace of a file or, for NULL, in the caller's. With `header` each frame has
 * a struct virtio_net_hdr before it. A close-on-exec descriptor, or -1; the tap is gone when its last copy is closed.
 */
int bulkhead_tap_open(const char *namespace, const char *name, int mtu, int header);

/* Makes an interface a port of a bridge, both in the caller's namespace. */
int bulkhead_bridge_add(const char *bridge, const char *name);

/* Opens what the interfaces of a namespace have carried, as the text of /proc/net/dev. */
int bulkhead_network_statistics(const char *namespace);

/* A socket for the routing family of netlink, close-on-exec. */
int bulkhead_route_socket(void);

#endif
