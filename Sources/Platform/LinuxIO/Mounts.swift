internal import CLinux
internal import Glibc

/// Mounting, unmounting and changing roots.
package enum Mounts {
    package struct Options: OptionSet, Sendable {
        package let rawValue: UInt
        package init(rawValue: UInt) { self.rawValue = rawValue }
        package static let readOnly = Options(rawValue: 1)
        package static let noSetUserID = Options(rawValue: 2)
        package static let noDevices = Options(rawValue: 4)
        package static let noExecution = Options(rawValue: 8)
        package static let noAccessTime = Options(rawValue: 1024)
        package static let bind = Options(rawValue: 4096)
        package static let move = Options(rawValue: 8192)
        package static let recursive = Options(rawValue: 16384)
        package static let makePrivate = Options(rawValue: 1 << 18)
        package static let remount = Options(rawValue: 32)
    }

    package static func mount(
        _ source: String, on target: String, type: String = "", _ options: Options = [], data: String = ""
    ) throws(SystemError) {
        guard unsafe bulkhead_mount(source, target, type, options.rawValue, data) == 0 else {
            throw .last("mount \(source) on", target)
        }
    }

    /// Unmounts; with `detach` at once from the tree, for good when the last user goes.
    package static func unmount(_ target: String, detach: Bool = false) throws(SystemError) {
        guard unsafe bulkhead_umount(target, detach ? 2 : 0) == 0 else { throw .last("unmount", target) }
    }

    package static func changeRoot(_ path: String) throws(SystemError) {
        guard unsafe chroot(path) == 0 else { throw .last("change the root to", path) }
    }
}
