package import LinuxIO

/// The byte stream to the host.
///
/// A virtio-serial port outlives its host's end: while no broker is connected it reads as ended, and poll(2) on it
/// never rests. Then it is left alone and tried again after a while.
package final class GuestPort {
    static let readStep = 128 * 1024
    private static let retryNanoseconds: UInt64 = 20_000_000

    private let descriptor: OwnedDescriptor
    /// Whether the end of the stream is the end of everything, as with a socket in tests.
    private let endsForGood: Bool
    private var retryAt: UInt64?
    private(set) var hasEnded = false

    /// Takes a descriptor that must not block: writing to a port without a broker would wait for ever.
    package init(_ descriptor: consuming OwnedDescriptor, endsForGood: Bool) {
        self.descriptor = descriptor
        self.endsForGood = endsForGood
    }

    var number: CInt { descriptor.number }

    /// Whether it makes sense to wait on the port now.
    func isAwake(_ now: UInt64) -> Bool {
        guard let retryAt else { return true }
        guard now >= retryAt else { return false }
        self.retryAt = nil
        return true
    }

    /// Milliseconds until the port is to be tried again; nil when it is awake.
    func timeoutMilliseconds(_ now: UInt64) -> Int32? {
        retryAt.map { Int32(clamping: ($0 > now ? $0 - now : 0) / 1_000_000 + 1) }
    }

    /// Reads what is there, up to a bound; empty when nothing is.
    ///
    /// The driver gives one page at a time: going back to poll(2) for each would cost as much as the reading.
    func read() -> [UInt8] {
        let (bytes, hasEnded) = descriptor.readAvailable(limit: Self.readStep)
        if hasEnded { rest() }
        return bytes
    }

    /// Writes what the port takes.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        do throws(SystemError) {
            return try descriptor.write(bytes)
        } catch {
            rest()
            return 0
        }
    }

    /// Moves what a pipe holds to the port, without reading it.
    ///
    /// - Returns: How many bytes the port took.
    func splice(from pipe: borrowing OwnedDescriptor, limit: Int) -> Int { pipe.splice(to: descriptor, limit: limit) }

    private func rest() {
        if endsForGood { hasEnded = true }
        retryAt = Clock.monotonicNanoseconds() + Self.retryNanoseconds
    }
}
