internal import LinuxIO

/// A login shell of root's on the console, started again whenever it ends.
package final class ConsoleShell {
    /// A shell that ends sooner than this is not started again at once.
    private static let shortLifeNanoseconds: UInt64 = 1_000_000_000
    private static let delayNanoseconds: UInt64 = 2_000_000_000

    private let device: String
    private let accounts: AccountFiles
    private var process: Int32?
    private var startedAt: UInt64 = 0
    private var startAgainAt: UInt64?

    /// Names the terminal, for example `/dev/ttyS0`; the shell runs from ``start()`` on.
    package init(device: String, accounts: AccountFiles) {
        self.device = device
        self.accounts = accounts
    }

    func start() {
        guard process == nil else { return }
        startedAt = Clock.monotonicNanoseconds()
        startAgainAt = nil
        guard let account = accounts.account("root"),
            let terminal = try? FileSystem.openNonblocking(device), (try? terminal.setNonblocking(false)) != nil
        else {
            startAgainAt = startedAt + Self.delayNanoseconds
            return
        }
        let number = terminal.number
        process = try? UserProcess.spawn(
            account.shell, arguments: ["-" + FileSystem.lastComponent(of: account.shell)],
            environment: account.environment(["TERM=vt220"]), standard: (number, number, number),
            directory: account.home, identity: account.identity, terminal: true)
        if process == nil { startAgainAt = startedAt + Self.delayNanoseconds }
    }

    func handleEnd(of process: Int32, nowNanoseconds now: UInt64) {
        guard process == self.process else { return }
        self.process = nil
        let lived = now - startedAt
        startAgainAt = lived < Self.shortLifeNanoseconds ? now + Self.delayNanoseconds : now
    }

    func timeoutMilliseconds(_ now: UInt64) -> Int32? {
        startAgainAt.map { Int32(clamping: ($0 > now ? $0 - now : 0) / 1_000_000 + 1) }
    }

    func keepAlive(_ now: UInt64) {
        if let startAgainAt, now >= startAgainAt { start() }
    }
}
