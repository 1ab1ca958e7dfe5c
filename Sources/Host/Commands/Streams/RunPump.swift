import LinuxIO
import ManagerClient
import SystemBus

/// Moves bytes between a command in a VM and the standard streams, until the command has ended and nothing is left.
///
/// Binary clean. The end of the input is passed on while the output goes on; when nobody reads our output any more
/// the command's output is closed, so that it ends as in a pipeline. Blocks its thread.
struct RunPump: ~Copyable {
    /// What happens to what the command writes.
    enum Output {
        case pass
        /// Pass, without what a terminal would obey.
        case filter
        /// Pass without that, each line behind the name of its VM.
        case prefix(String)
        case discard
    }

    private static let chunkBytes = 65_536

    private var input: OwnedDescriptor?
    private var sources: [Source]
    private var status: OwnedDescriptor?
    private var statusLine: [UInt8] = []
    private var unsent: ArraySlice<UInt8> = []
    private var readsInput: Bool

    /// One of the command's outputs.
    private final class Source {
        var descriptor: OwnedDescriptor?
        let target: CInt
        let output: Output
        var filter = EscapeFilter()
        var prefixer: LinePrefixer

        init(_ descriptor: consuming OwnedDescriptor?, to target: CInt, _ output: Output) {
            self.descriptor = consume descriptor
            self.target = target
            self.output = output
            prefixer =
                if case .prefix(let text) = output { LinePrefixer(prefix: text) } else { LinePrefixer(prefix: "") }
        }

        /// Reads once and writes what came; gives up the descriptor at the end of either.
        func move() {
            // An error is an end: nothing more will come, and asking again would never stop.
            guard let bytes = RunPump.read(&descriptor, limit: RunPump.chunkBytes) else { return }
            if bytes.isEmpty { descriptor = nil }
            if !StandardStream.write(target, transformed(bytes)) { descriptor = nil }
        }

        private func transformed(_ bytes: [UInt8]) -> [UInt8] {
            switch output {
            case .pass: return bytes
            case .discard: return []
            case .filter: return bytes.isEmpty ? filter.finish() : filter.filter(bytes)
            case .prefix:
                return bytes.isEmpty
                    ? prefixer.add(filter.finish()) + prefixer.finish() : prefixer.add(filter.filter(bytes))
            }
        }
    }

    init(_ streams: RunStreams, passesInput: Bool, output: Output, errors: Output) throws(SystemError) {
        input = streams.input.take()
        sources = [
            Source(streams.output.take(), to: 1, output), Source(streams.errors.take(), to: 2, errors),
        ]
        status = streams.status.take()
        readsInput = passesInput
        if passesInput { try input?.setNonblocking() } else { input = nil }
    }

    /// Runs to the end.
    ///
    /// - Parameter signals: Where a signal that ends us arrives.
    /// - Returns: How the command ended; nil when a signal ended us first, whose number is 128 less than the code.
    consuming func run(signals: borrowing SignalDescriptor) -> (status: RunStatus?, code: Int32) {
        while status != nil || sources.contains(where: { $0.descriptor != nil }) {
            var poller = Poller()
            let signalIndex = poller.add(signals.number, .readable)
            let statusIndex = (status?.number).map { poller.add($0, .readable) }
            let sourceIndexes = sources.map { source in (source.descriptor?.number).map { poller.add($0, .readable) } }
            let inputIndex = (input?.number).map { poller.add($0, unsent.isEmpty ? [] : .writable) }
            let readsNow = readsInput && unsent.isEmpty && input != nil
            let ownIndex = readsNow ? poller.add(0, .readable) : nil
            _ = poller.wait(milliseconds: nil)
            if !poller.result(at: signalIndex).isEmpty {
                if let signal = signals.nextEnding() { return (nil, 128 + signal.rawValue) }
            }
            for (source, index) in zip(sources, sourceIndexes) {
                if let index, !poller.result(at: index).isEmpty { source.move() }
            }
            if let inputIndex, !poller.result(at: inputIndex).isEmpty { writeInput(poller.result(at: inputIndex)) }
            if let ownIndex, !poller.result(at: ownIndex).isEmpty { readInput() }
            if let statusIndex, !poller.result(at: statusIndex).isEmpty { readStatus() }
        }
        let line = String(decoding: statusLine, as: UTF8.self)
        let result = RunStatus(line: line) ?? .failed("the VM or its broker went away while the command ran")
        return (result, result.exitCode)
    }

    /// What is there; empty at the end and after an error, nil when nothing is ready.
    private static func read(_ descriptor: inout OwnedDescriptor?, limit: Int) -> [UInt8]? {
        do {
            return try descriptor?.read(limit: limit)
        } catch {
            return []
        }
    }

    private mutating func readInput() {
        let bytes = StandardStream.read(0, limit: Self.chunkBytes)
        if bytes.isEmpty {
            // Half-close: the command sees the end of its input, and its output goes on.
            readsInput = false
            input = nil
        } else {
            unsent = bytes[...]
            writeInput(.writable)
        }
    }

    private mutating func writeInput(_ events: Poller.Interest) {
        guard !unsent.isEmpty else {
            // Nothing was to be written, so this is news about the other end: it reads no more.
            if !events.isDisjoint(with: [.hungUp, .failed]) { input = nil }
            return
        }
        do {
            let count = try input?.write(unsent) ?? 0
            unsent = unsent.dropFirst(count)
        } catch {
            input = nil
            unsent = []
        }
    }

    private mutating func readStatus() {
        guard let bytes = Self.read(&status, limit: RunStatus.maximumLineBytes) else { return }
        statusLine += bytes
        let isComplete = statusLine.contains(UInt8(ascii: "\n")) || statusLine.count > RunStatus.maximumLineBytes
        guard bytes.isEmpty || isComplete else { return }
        status = nil
        input = nil
    }
}
