internal import Channel
internal import LinuxIO

/// Joins the guest's serial console with its log and with at most one client.
final class ConsoleRelay {
    /// What a new client sees first, in bytes.
    static let historyLimit = 64 * 1024
    /// A client with this many unread bytes is dropped.
    static let clientLimit = 256 * 1024
    private static let inputStep = 4 * 1024
    private static let outputStep = 64 * 1024

    private let log: ConsoleLog
    private var console: OwnedDescriptorBox?
    private var client: OwnedDescriptorBox?
    private var history = ByteQueue()
    private var forClient = ByteQueue()
    private var forConsole = ByteQueue()

    init(console: OwnedDescriptorBox, log: ConsoleLog) {
        self.console = console
        self.log = log
    }

    func prepare(_ polls: inout PollSet) {
        if let number = console?.number {
            polls.add(.console, number, forConsole.isEmpty ? .readable : [.readable, .writable])
        }
        if let number = client?.number {
            var interest: Poller.Interest = forClient.isEmpty ? [] : .writable
            // Keys wait in the client's socket while the guest does not take them.
            if forConsole.isEmpty { interest.insert(.readable) }
            polls.add(.consoleClient, number, interest)
        }
    }

    /// Replaces the client; it gets what the console printed last.
    func attach(_ descriptor: OwnedDescriptorBox) {
        client = descriptor
        forClient = history
    }

    func handleConsole(_ came: Poller.Interest) {
        if !came.isDisjoint(with: [.readable, .hungUp, .failed]) { readConsole() }
        if came.contains(.writable), Transfer.write(&forConsole, to: console) == nil { console = nil }
    }

    func handleClient(_ came: Poller.Interest) {
        if came.contains(.writable), Transfer.write(&forClient, to: client) == nil { return dropClient() }
        guard !came.isDisjoint(with: [.readable, .hungUp, .failed]), forConsole.isEmpty else {
            // Hung up with keys still waiting: nothing more will be read from it, and poll(2) would never rest.
            if !came.isDisjoint(with: [.hungUp, .failed]) { dropClient() }
            return
        }
        switch Transfer.read(client, limit: Self.inputStep) {
        case .bytes(let bytes): forConsole.append(bytes)
        case .nothing: break
        case .ended: dropClient()
        }
    }

    /// Reads what is left when the machine has gone.
    func drain() {
        while console != nil {
            guard case .bytes(let bytes) = Transfer.read(console, limit: Self.outputStep) else { break }
            take(bytes)
        }
        if Transfer.write(&forClient, to: client) == nil { dropClient() }
    }

    private func readConsole() {
        switch Transfer.read(console, limit: Self.outputStep) {
        case .bytes(let bytes): take(bytes)
        case .nothing: break
        case .ended: console = nil
        }
    }

    private func take(_ bytes: [UInt8]) {
        log.append(bytes)
        history.append(bytes)
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
        guard client != nil else { return }
        forClient.append(bytes)
        if forClient.count > Self.clientLimit { dropClient() }
    }

    private func dropClient() {
        client = nil
        forClient.removeAll()
    }
}
