internal import CLinux
internal import Glibc

/// Taps: Ethernet interfaces whose other end is a descriptor (the kernel's networking/tuntap.rst).
package enum TapDevice {
    /// The longest name, in bytes (IFNAMSIZ less the end).
    package static let nameLimit = 15

    /// Opens a new tap; it is up, has no address, and is gone when the last copy of the descriptor is closed.
    ///
    /// - Parameters:
    ///   - name: A name that no interface of the namespace has.
    ///   - namespace: Where it is made; nil for the caller's own.
    ///   - mtu: The longest packet, in bytes.
    ///   - hasHeader: Whether a `virtio_net_hdr` stands before each frame, as QEMU wants it.
    /// - Returns: The descriptor, which does not block: each read gives a frame, each write takes one.
    /// - Throws: When there is such an interface already, or no right to make one.
    package static func open(
        _ name: String, in namespace: NetworkNamespace?, mtu: Int = 1500, hasHeader: Bool = true
    ) throws(SystemError) -> OwnedDescriptor {
        guard name.utf8.count <= nameLimit, !name.isEmpty else {
            throw SystemError("make the tap", name, code: ErrorCode.nameTooLong)
        }
        let raw = unsafe bulkhead_tap_open(namespace?.path, name, CInt(clamping: mtu), hasHeader ? 1 : 0)
        guard raw >= 0 else { throw .last("make the tap", namespace.map { "\(name) in \($0.path)" } ?? name) }
        return OwnedDescriptor(adopting: raw)
    }

    /// Makes an interface of the caller's namespace a port of a bridge there.
    package static func addToBridge(_ bridge: String, _ name: String) throws(SystemError) {
        guard unsafe bulkhead_bridge_add(bridge, name) == 0 else { throw .last("add \(name) to the bridge", bridge) }
    }
}
