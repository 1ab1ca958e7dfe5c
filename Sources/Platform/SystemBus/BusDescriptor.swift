package import LinuxIO
internal import Synchronization

/// A file descriptor that travels in a message: the only owner, which closes it in the end.
///
/// libdbus copies a descriptor when it is put into a message and again when it is taken out, so the sender's and the
/// receiver's lives are independent.
package final class BusDescriptor: Sendable {
    private let descriptor: Mutex<OwnedDescriptor?>

    package init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = Mutex(descriptor) }

    /// Takes over a number that nobody else may close from now on.
    package convenience init(adopting raw: CInt) { self.init(OwnedDescriptor(adopting: raw)) }

    /// Hands the descriptor to the caller; nil the second time.
    package func take() -> OwnedDescriptor? { descriptor.withLock { $0.take() } }

    /// A second descriptor for the same open file, closed on exec; nil when taken already or when the process has no
    /// descriptors left.
    package func duplicate() -> BusDescriptor? {
        withRaw { raw in BusDescriptor(duplicating: raw) } ?? nil
    }

    /// Lends the descriptor for the time of `body`; nil when taken already.
    package func withRaw<Result, Failure: Error>(_ body: (CInt) throws(Failure) -> Result) throws(Failure) -> Result? {
        try descriptor.withLock { (descriptor) throws(Failure) -> Result? in
            guard let raw = descriptor?.number else { return nil }
            return try body(raw)
        }
    }

    /// Owns a second descriptor for the open file behind `raw`, which stays its owner's.
    convenience init?(duplicating raw: CInt) {
        let lent = OwnedDescriptor(adopting: raw)
        let copy = try? lent.duplicate().release()
        _ = lent.release()
        guard let copy else { return nil }
        self.init(adopting: copy)
    }
}

extension BusDescriptor: Hashable {
    package static func == (left: BusDescriptor, right: BusDescriptor) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
