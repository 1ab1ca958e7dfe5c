internal import CLinux
internal import Glibc

extension OwnedDescriptor {
    /// Whether it is an end of a pipe.
    package borrowing func isPipe() -> Bool {
        var status = stat()
        return unsafe fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// How many bytes wait to be read from a pipe or socket; 0 where nothing can say so.
    package borrowing func readableByteCount() -> Int { Int(max(0, bulkhead_readable(number))) }

    /// Moves bytes from a pipe to another descriptor without reading them (splice(2)), and without waiting.
    ///
    /// - Returns: How many were moved; 0 when the other takes none now.
    package borrowing func splice(to target: borrowing OwnedDescriptor, limit: Int) -> Int {
        max(0, bulkhead_splice(number, target.number, limit))
    }
}
