internal import Channel
internal import LinuxIO

/// The agent as PID 1 of a virtual machine.
package enum ProcessOne {
    package static let portName = "org.bulkhead.agent"

    /// Brings the guest up and serves its host; returns only with an error, on which the kernel panics.
    package static func run() -> AgentError {
        do throws(AgentError) {
            let started = milliseconds()
            let commandLine = try Boot.prepareInitramfs()
            CurrentProcess.ignoreBrokenPipes()
            UserProcess.takeControlAltDelete()
            let loaded = milliseconds()
            try Boot.enterRoot(commandLine)
            let entered = milliseconds()
            let times = "agent after \(started) ms, modules \(loaded - started) ms, root \(entered - loaded) ms"
            try serve(commandLine, greeting: "boot: \(times)")
        } catch {
            return error
        }
        return .missing("the host's end of the channel")
    }

    /// Since the kernel started.
    private static func milliseconds() -> UInt64 { Clock.monotonicNanoseconds() / 1_000_000 }

    private static func serve(_ commandLine: KernelCommandLine, greeting: String) throws(AgentError) {
        let path = try BlockDevices.port(named: portName)
        let accounts = AccountFiles()
        try AgentError.naming("channel") { () throws(SystemError) in
            let port = GuestPort(try FileSystem.openNonblocking(path), endsForGood: false)
            let console = ConsoleShell(device: "/dev/\(commandLine.console)", accounts: accounts)
            try Agent(
                port: port, system: VirtualMachine(), accounts: accounts, toolSocketPath: ToolRequest.socketPath,
                console: console, powerButton: PowerButton(), greeting: greeting
            ).run()
        }
    }
}
