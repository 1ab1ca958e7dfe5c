import ArgumentParser
import LinuxIO
import ManagerClient

/// The program `bulkhead`.
package enum BulkheadProgram {
    /// Runs the verb that the command line names, and ends the process with its exit status.
    package static func main() async {
        CurrentProcess.ignoreBrokenPipes()
        do {
            let command = try BulkheadCommand.parseAsRoot()
            // Blocked before any other thread is started, so that no thread takes the default action.
            let signals = command is any InteractiveCommand ? try SignalDescriptor(Interaction.signals) : nil
            try await run(command)
            _ = consume signals
            CurrentProcess.exit(0)
        } catch let failure as CommandFailure {
            failure.report()
            CurrentProcess.exit(failure.code)
        } catch let error as ManagerError {
            CommandFailure(error).report()
            CurrentProcess.exit(1)
        } catch let error as SystemError {
            CommandFailure("cannot \(error)").report()
            CurrentProcess.exit(1)
        } catch {
            BulkheadCommand.exit(withError: error)
        }
    }

    private static func run(_ command: sending any ParsableCommand) async throws {
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            var command = command
            try command.run()
        }
    }
}
