internal import LinuxIO

/// A login shell of root's on the console, for whoever presses Enter there, again and again.
///
/// It starts at the first line of input only: a shell that nobody looks at would cost memory in every clone, and time
/// in every boot.
package final class ConsoleShell {
    /// A shell that ends sooner than this is not offered again at once.
    private static let shortLifeNanoseconds: UInt64 = 1_000_000_000
    private static let delayNanoseconds: UInt64 = 2_000_000_000

    private let device: String
    private let accounts: AccountFiles
    private var terminal: DescriptorBox?
    private var process: Int32?
    private var startedAt: UInt64 = 0
    private var offerAt: UInt64?

    /// Names the terminal, for example `/dev/ttyS0`; nothing happens there before ``offer()``.
    package init(device: String, accounts: AccountFiles) {
        self.device = device
        self.accounts = accounts
    }

    /// The terminal, while a shell is on offer.
    var number: CInt? { process == nil ? terminal?.number : nil }

    /// Says that Enter opens a shell.
    func offer() {
        guard process == nil, terminal == nil else { return }
        offerAt = nil
        guard let opened = try? FileSystem.openNonblocking(device) else {
            offerAt = Clock.monotonicNanoseconds() + Self.delayNanoseconds
            return
        }
        // Of no use to anyone when the console takes nothing now.
        _ = try? opened.write(Array("\nPress Enter for a shell.\n".utf8)[...])
        terminal = DescriptorBox(opened)
    }

    /// Someone typed: what was typed stays in the terminal for the shell.
    func start() {
        guard process == nil, let terminal else { return }
        startedAt = Clock.monotonicNanoseconds()
        self.terminal = nil
        if let account = accounts.account("root"), (try? terminal.descriptor.setNonblocking(false)) != nil {
            let number = terminal.number
            process = try? UserProcess.spawn(
                account.shell, arguments: ["-" + FileSystem.lastComponent(of: account.shell)],
                environment: account.environment(["TERM=vt220"]), standard: (number, number, number),
                directory: account.home, identity: account.identity, terminal: true)
        }
        if process == nil { offerAt = startedAt + Self.delayNanoseconds }
    }

    func handleEnd(of process: Int32, nowNanoseconds now: UInt64) {
        guard process == self.process else { return }
        self.process = nil
        let lived = now - startedAt
        offerAt = lived < Self.shortLifeNanoseconds ? now + Self.delayNanoseconds : now
    }

    func timeoutMilliseconds(_ now: UInt64) -> Int32? {
        offerAt.map { Int32(clamping: ($0 > now ? $0 - now : 0) / 1_000_000 + 1) }
    }

    func keepAlive(_ now: UInt64) {
        if let offerAt, now >= offerAt { offer() }
    }
}
