internal import Glibc

/// What kind of file a descriptor refers to, as far as waiting on it goes.
package enum DescriptorKind: Hashable, Sendable {
    /// A pipe or a socket: reading and writing can wait, and waiting can be switched off without harm to others.
    case stream
    /// A regular file or a block device: never waits.
    case file
    /// A terminal or another character device: switching off waiting would be felt by everyone who has it open.
    case device
    case other

    /// Looks at an open descriptor.
    package init(of descriptor: CInt) throws(SystemError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last("look at a descriptor") }
        switch status.st_mode & S_IFMT {
        case S_IFIFO, S_IFSOCK: self = .stream
        case S_IFREG, S_IFBLK: self = .file
        case S_IFCHR: self = .device
        default: self = .other
        }
    }
}
