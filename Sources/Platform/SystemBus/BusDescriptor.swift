import Glibc
import Synchronization

/// A file descriptor that travels in a message: the only owner, which closes it in the end.
///
/// libdbus copies a descriptor when it is put into a message and again when it is taken out, so the sender's and the
/// receiver's lives are independent.
package final class BusDescriptor: Sendable {
    private let raw: Mutex<CInt?>

    /// Takes over `raw`, which nobody else may close from now on.
    package init(adopting raw: CInt) {
        precondition(raw >= 0, "not a descriptor: \(raw)")
        self.raw = Mutex(raw)
    }

    deinit {
        raw.withLock { raw in
            if let raw { _ = close(raw) }
        }
    }

    /// Hands the descriptor to the caller, who closes it; nil the second time.
    package func take() -> CInt? {
        raw.withLock { raw in
            defer { raw = nil }
            return raw
        }
    }

    /// A second descriptor for the same open file, closed on exec; nil when taken already or when the process has no
    /// descriptors left.
    package func duplicate() -> BusDescriptor? {
        withRaw { raw in
            let copy = fcntl(raw, F_DUPFD_CLOEXEC, 3)
            return copy < 0 ? nil : BusDescriptor(adopting: copy)
        } ?? nil
    }

    /// Lends the descriptor for the time of `body`; nil when taken already.
    package func withRaw<Result, Failure: Error>(_ body: (CInt) throws(Failure) -> Result) throws(Failure) -> Result? {
        try raw.withLock { (raw) throws(Failure) -> Result? in
            guard let raw else { return nil }
            return try body(raw)
        }
    }
}

extension BusDescriptor: Hashable {
    package static func == (left: BusDescriptor, right: BusDescriptor) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
