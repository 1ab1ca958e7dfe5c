import JSONText
import LinuxIO
import Machines
import ManagerClient
import SystemBus

/// Holds prompts: shows them as they come, and on a terminal takes the answers.
struct PromptView {
    private static let packetLimit = 72 * 1024
    private static let lineLimit = 4_096

    private let manager: ManagerConnection
    private let isInteractive: Bool
    private let color = Invocation().color
    /// Prompts that wait, oldest first.
    private var waiting: [JSONValue] = []
    /// Since when the first of them is on the screen, by the monotonic clock.
    private var shownAtNanoseconds: UInt64 = 0

    init(_ manager: ManagerConnection, isInteractive: Bool) {
        self.manager = manager
        self.isInteractive = isInteractive
    }

    /// Works until a signal, the end of the input, or the end of the manager.
    ///
    /// - Throws: ``CommandFailure`` when the manager has gone.
    mutating func run() async throws {
        let signals = try SignalDescriptor(Interaction.signals)
        let held = try await manager.holdPrompts()
        guard let events = held.take() else { return }
        if isInteractive { CurrentProcess.writeOutput("Waiting for prompts; Ctrl-C ends it.\n") }
        while true {
            var poller = Poller()
            let signal = poller.add(signals.number, .readable)
            let event = poller.add(events.number, .readable)
            let input = isInteractive ? poller.add(0, .readable) : nil
            _ = poller.wait(milliseconds: nil)
            if !poller.result(at: signal).isEmpty, signals.nextEnding() != nil { return }
            if !poller.result(at: event).isEmpty {
                guard let message = try UnixSocket.receive(limit: Self.packetLimit, on: events), !message.bytes.isEmpty
                else { throw CommandFailure("the manager has gone", advice: "start it again: 'bulkhead up'", code: 1) }
                take(message.bytes)
            }
            if let input, !poller.result(at: input).isEmpty {
                let bytes = StandardStream.read(0, limit: Self.lineLimit)
                guard !bytes.isEmpty else { return }
                try await reply(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    private mutating func take(_ bytes: [UInt8]) {
        guard isInteractive else { return CurrentProcess.writeOutput(String(decoding: bytes, as: UTF8.self)) }
        guard let message = try? JSONReader.read(bytes).plain else { return }
        switch message.text("event") {
        case "ask":
            if let prompt = message["prompt"] {
                waiting.append(prompt)
                if waiting.count == 1 { show() }
            }
        case "gone":
            let id = message.number("id")
            let wasShown = waiting.first?.number("id") == id
            waiting.removeAll { $0.number("id") == id }
            guard wasShown else { return }
            CurrentProcess.writeOutput("prompt \(id) is over\n")
            show()
        case "notice": CurrentProcess.writeOutput(message.text("text").sanitizedForDisplay(limit: 1_024) + "\n")
        default: break
        }
    }

    private mutating func show() {
        guard let prompt = waiting.first else { return }
        shownAtNanoseconds = Clock.monotonicNanoseconds()
        let text = PromptText(prompt, nowMilliseconds: Clock.wallNanoseconds() / 1_000_000)
        CurrentProcess.writeOutput(text.lines(color).map { $0 + "\n" }.joined() + "answer: ")
    }

    private mutating func reply(_ line: String) async throws {
        guard let prompt = waiting.first else { return }
        let age = (Clock.monotonicNanoseconds() - shownAtNanoseconds) / 1_000_000
        guard age >= prompt.number("guard_ms") else {
            // What was meant for something else must not answer a prompt that has just come up.
            return CurrentProcess.writeOutput("thrown away: it came too soon after the prompt\nanswer: ")
        }
        let id = prompt.number("id")
        do throws(ManagerError) {
            switch PromptReply(line, targets: prompt.texts("targets")) {
            case .pick(let target, let seconds):
                try await manager.answer(id, target: target, rememberSeconds: seconds)
            case .no(let seconds): try await manager.answer(id, target: nil, rememberSeconds: seconds)
            case .unclear(let text): CurrentProcess.writeOutput("\(text.sanitizedForDisplay(limit: 256))\nanswer: ")
            }
        } catch {
            CommandFailure(error).report()
        }
    }
}
