import LinuxIO
import ManagerClient
import Machines

/// The status and the table of VMs, redrawn in place until somebody presses q or Ctrl-C, or the manager ends.
struct LiveView {
    private static let quitKeys: Set<UInt8> = [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4]
    private static let columns: [MachineColumn] = [
        .name, .state, .machineClass, .label, .netvm, .memory, .resident, .startMilliseconds, .restarts,
    ]

    let color: ColorMode

    /// Shows the states as they come; blocks this thread.
    ///
    /// - Throws: `SystemError` when the terminal does not obey; ``CommandFailure`` when the manager ends.
    func run(_ states: AsyncStream<ManagerState>) throws {
        let mailbox = try StateMailbox()
        let feeder = Task { @concurrent in await mailbox.fill(from: states) }
        defer { feeder.cancel() }
        let signals = try SignalDescriptor(Interaction.signals)
        let mode = CurrentProcess.isTerminal(0) ? try TerminalMode(raw: 0) : nil
        // Another screen, no cursor, no wrapping: long lines are cut by the terminal itself.
        CurrentProcess.writeOutput("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l")
        let isManagerGone = loop(mailbox, signals, readsKeys: mode != nil)
        CurrentProcess.writeOutput("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l")
        _ = consume mode
        if isManagerGone {
            throw CommandFailure("the manager ended", advice: "see its log, then start it with 'bulkhead up'")
        }
    }

    private func loop(_ mailbox: StateMailbox, _ signals: borrowing SignalDescriptor, readsKeys: Bool) -> Bool {
        while true {
            let (state, hasEnded) = mailbox.take()
            if hasEnded { return true }
            if let state { draw(state) }
            var poller = Poller()
            _ = poller.add(mailbox.number, .readable)
            let signalIndex = poller.add(signals.number, .readable)
            let keyIndex = readsKeys ? poller.add(0, .readable) : nil
            // Once a second for what changes by itself: the manager's age.
            _ = poller.wait(milliseconds: 1_000)
            if !poller.result(at: signalIndex).isEmpty, signals.nextEnding() != nil { return false }
            if let keyIndex, !poller.result(at: keyIndex).isEmpty {
                let keys = StandardStream.read(0)
                if keys.isEmpty || keys.contains(where: Self.quitKeys.contains) { return false }
            }
        }
    }

    private func draw(_ state: ManagerState) {
        let now = Clock.wallNanoseconds() / 1_000_000
        var lines = StatusText.lines(state, nowMilliseconds: now, color) + [""]
        lines += MachineTable.make(state.machines, columns: Self.columns).lines(color)
        let room = max(2, (TerminalMode.size(1)?.rows ?? 24) - 1)
        if lines.count > room {
            lines = Array(lines.prefix(room - 1)) + ["… \(lines.count - room + 1) more lines: make the window higher"]
        }
        lines.append(color.paint("q ends this view; the VMs go on", .dim))
        let text = lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n")
        CurrentProcess.writeOutput("\u{1b}[H" + text + "\u{1b}[J")
    }
}
