import ArgumentParser
import Dispatch
import LinuxIO
import Logging
import Machines
import Manager
import QEMUBackend

/// The manager of the compartments.
@main
struct Program: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulkheadd",
        abstract: "Run the compartments of this host.",
        discussion: """
            Usually started by 'bulkhead up'. SIGTERM ends the manager and leaves the VMs running for the next one; \
            'bulkhead down' ends the VMs and the manager. SIGHUP reads the configuration and the policy again, as \
            'bulkhead reload' does; if one of them is bad, both stay as they are and the log says why.

            Exit status: 0 asked to end, 1 cannot start or go on, 2 the configuration is bad, 64 bad usage.
            """,
        version: ManagerProgram.version)

    @Option(name: .customLong("config"), help: "The configuration directory.", completion: .directory)
    var configurationDirectory = "/etc/bulkhead"

    @Option(help: "Where sockets and states live, instead of paths.run.", completion: .directory)
    var runDirectory: String?

    @Option(help: "Where volumes live, instead of paths.state.", completion: .directory)
    var stateDirectory: String?

    @Option(help: "Where template images live, instead of paths.images.", completion: .directory)
    var images: String?

    @Option(help: "The directory of bulkhead-broker and bulkhead-launch; default: that of this program.")
    var programs: String?

    @Option(help: "The least severe messages that are shown: debug, info, warning, error.")
    var logLevel = "info"

    func run() throws {
        CurrentProcess.ignoreBrokenPipes()
        let signals = try SignalDescriptor([.terminate, .interrupt, .hangUp])
        let level = Logger.Level(rawValue: logLevel) ?? .info
        LoggingSystem.bootstrap { _ in
            var handler = StreamLogHandler.standardError(label: "bulkheadd")
            handler.logLevel = level
            return handler
        }
        let own = CurrentProcess.executablePath.map { FileSystem.parent(of: $0) }
        let program = ManagerProgram(
            options: ManagerOptions(
                configurationDirectory: absolute(configurationDirectory), runDirectory: runDirectory.map(absolute),
                stateDirectory: stateDirectory.map(absolute), imageDirectory: images.map(absolute),
                programDirectory: programs.map(absolute) ?? own ?? "/usr/libexec/bulkhead"),
            logger: Logger(label: "bulkheadd"),
            makeHypervisor: { [programs, own] settings in
                try QEMUBackend(
                    instanceName: InstanceName.of(runDirectory: settings.paths.run),
                    programs: programs.map(absolute) ?? own ?? "/usr/libexec/bulkhead",
                    accelerator: settings.accelerator == .kvm ? .kvm : settings.accelerator == .tcg ? .tcg : nil)
            })
        let (terminations, termination) = AsyncStream.makeStream(of: Void.self)
        let (reloads, reload) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        Task.detached { CurrentProcess.exit(await program.run(terminations: terminations, reloads: reloads)) }
        // This thread has nothing else to do than to wait for a signal.
        var poller = Poller()
        while true {
            poller.removeAll()
            _ = poller.add(signals.number, .readable)
            _ = poller.wait(milliseconds: nil)
            while let signal = signals.next() {
                if signal == .hangUp { reload.yield() } else { termination.yield() }
            }
        }
    }
}

private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : CurrentProcess.workingDirectory + "/" + path
}
