internal import CLinux
internal import Glibc

/// Waiting on many descriptors in programs of one thread.
///
/// A value that is refilled before each wait: simple, and fast enough for the few hundred descriptors of a broker or
/// an agent.
package struct Poller {
    /// What to wait for, and what came.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }
        package static let readable = Interest(rawValue: Int16(POLLIN))
        package static let writable = Interest(rawValue: Int16(POLLOUT))
        /// Came only: the other side has gone.
        package static let hungUp = Interest(rawValue: Int16(POLLHUP))
        /// Came only: an error is waiting, or the descriptor is not open.
        ///
        /// One bit, so that a set contains it or not.
        package static let failed = Interest(rawValue: Int16(POLLERR))
        package static let all: Interest = [.readable, .writable, .hungUp, .failed]
    }

    private var items: [pollfd] = []

    package init() {}

    /// Adds a descriptor for the next wait and returns its index.
    package mutating func add(_ descriptor: CInt, _ interest: Interest) -> Int {
        items.append(pollfd(fd: descriptor, events: interest.rawValue, revents: 0))
        return items.count - 1
    }

    package mutating func removeAll() { items.removeAll(keepingCapacity: true) }

    /// Waits until something is ready, or for `milliseconds` (nil: without end).
    ///
    /// - Returns: How many descriptors are ready; 0 after the time or a signal.
    package mutating func wait(milliseconds: Int32?) -> Int {
        let result = unsafe poll(&items, nfds_t(items.count), milliseconds ?? -1)
        return max(0, Int(result))
    }

    /// What came for the descriptor at `index` in the last wait.
    package func result(at index: Int) -> Interest {
        let came = Interest(rawValue: items[index].revents)
        return items[index].revents & Int16(POLLNVAL) == 0 ? came : came.union(.failed)
    }
}

/// Signals as a descriptor, for programs of one thread.
package struct SignalDescriptor: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// Blocks the signals and opens a descriptor that becomes readable when one arrives.
    package init(_ signals: [ProcessSignal]) throws(SystemError) {
        let numbers = signals.map(\.rawValue)
        let raw = unsafe bulkhead_signal_descriptor(numbers, numbers.count)
        guard raw >= 0 else { throw .last("open a signal descriptor") }
        descriptor = OwnedDescriptor(adopting: raw)
    }

    package var number: CInt { descriptor.number }

    /// The next signal that has arrived, nil if there is none.
    package borrowing func next() -> ProcessSignal? {
        ProcessSignal(rawValue: bulkhead_read_signal(descriptor.number))
    }
}
