import ArgumentParser
import ManagerClient

/// How VMs are shut down.
struct StopArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Kill a VM that is not down after this time (default: its own limit).", valueName: "s"))
    var timeout: UInt32?

    @Flag(help: "Go on although other VMs depend on it; kill at once what does not answer.")
    var force = false

    func validate() throws {
        if let timeout, timeout > 86_400 { throw ValidationError("--timeout is at most 86400 seconds, a day.") }
    }

    func options(wait: Bool) -> StopOptions {
        StopOptions(timeoutMilliseconds: timeout.map { $0 * 1_000 }, force: force, wait: wait)
    }
}
