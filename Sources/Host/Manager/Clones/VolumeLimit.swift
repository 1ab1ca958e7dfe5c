import Synchronization

/// The size of the largest volume that a clone may be given, in bytes.
///
/// A process is told when it starts how large its files may become, and a clone starts before it is known whose it will be.
final class VolumeLimit: Sendable {
    private let value = Mutex(0)

    var bytes: Int { value.withLock { $0 } }

    /// Takes a new value; true when clones that were made before have too small a one.
    func set(_ bytes: Int) -> Bool {
        value.withLock { value in
            defer { value = bytes }
            return bytes > value
        }
    }
}
