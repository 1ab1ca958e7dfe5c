/// Where the manager keeps its files; all absolute.
package struct HostPaths: Hashable, Sendable {
    /// The longest run path, in bytes: sockets live below it, and a socket address holds 107 bytes.
    package static let maximumRunLength = 48
    /// The longest other path, in bytes.
    package static let maximumLength = 1024

    /// What must survive a reboot: volumes and their keys.
    package var state: String
    /// What lives until the next reboot: sockets, state files of running VMs.
    package var run: String
    /// Where template images are found and cached.
    package var images: String
    /// Where console logs go.
    package var log: String

    package init(
        state: String = "/var/lib/bulkhead", run: String = "/run/bulkhead",
        images: String = "/var/cache/bulkhead/images", log: String = "/var/log/bulkhead"
    ) {
        self.state = state
        self.run = run
        self.images = images
        self.log = log
    }
}
