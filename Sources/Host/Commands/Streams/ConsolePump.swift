import LinuxIO

/// Joins a terminal, or a pipe, to the console of a VM.
struct ConsolePump: ~Copyable {
    /// Why it ended.
    enum End: Hashable, Sendable {
        /// Somebody pressed Ctrl-].
        case escape
        /// The VM closed its console.
        case closed
        /// Our input ended, and the console has been silent since.
        case inputEnded
        case signal(Int32)
    }

    private static let escapeKey: UInt8 = 0x1d
    /// How long the console may be silent after the end of an input that is no terminal.
    ///
    /// A shell that the guest has yet to start takes some seconds on a slow host.
    private static let silenceMilliseconds: Int32 = 5_000

    private let console: OwnedDescriptor
    private let isTerminal: Bool
    private var unsent: ArraySlice<UInt8> = []
    private var hasInput = true

    init(_ console: consuming OwnedDescriptor, isTerminal: Bool) throws(SystemError) {
        try console.setNonblocking()
        self.console = console
        self.isTerminal = isTerminal
    }

    /// Moves bytes until one side ends; blocks this thread.
    consuming func run(signals: borrowing SignalDescriptor) -> End {
        while true {
            var poller = Poller()
            let signalIndex = poller.add(signals.number, .readable)
            let consoleIndex = poller.add(console.number, unsent.isEmpty ? .readable : [.readable, .writable])
            let keyIndex = hasInput && unsent.isEmpty ? poller.add(0, .readable) : nil
            let ready = poller.wait(milliseconds: hasInput || !unsent.isEmpty ? nil : Self.silenceMilliseconds)
            if ready == 0, !hasInput, unsent.isEmpty { return .inputEnded }
            if !poller.result(at: signalIndex).isEmpty {
                if let signal = signals.nextEnding() { return .signal(signal.rawValue) }
            }
            let events = poller.result(at: consoleIndex)
            if !events.isDisjoint(with: [.readable, .hungUp, .failed]), !receive() { return .closed }
            if events.contains(.writable), !send() { return .closed }
            if let keyIndex, !poller.result(at: keyIndex).isEmpty, read() { return .escape }
        }
    }

    private func receive() -> Bool {
        do {
            guard let bytes = try console.read(limit: 65_536) else { return true }
            return !bytes.isEmpty && StandardStream.write(1, bytes)
        } catch {
            return false
        }
    }

    private mutating func send() -> Bool {
        do {
            let count = try console.write(unsent)
            unsent = unsent.dropFirst(count)
            return true
        } catch {
            return false
        }
    }

    /// Takes our input; true when the escape key is in it, and then what stands before it has been sent.
    private mutating func read() -> Bool {
        let bytes = StandardStream.read(0)
        if bytes.isEmpty {
            hasInput = false
            return false
        }
        guard isTerminal, let index = bytes.firstIndex(of: Self.escapeKey) else {
            unsent = bytes[...]
            return false
        }
        unsent = bytes[..<index]
        _ = send()
        return true
    }
}
