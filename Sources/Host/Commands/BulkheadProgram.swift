import ArgumentParser
internal import Dispatch
import LinuxIO
import ManagerClient

/// The program `bulkhead`.
package enum BulkheadProgram {
    /// Runs the verb that the command line names, and ends the process with its exit status.
    ///
    /// Not asynchronous itself: the main thread of an asynchronous program waits in `dispatch_main`, which on Linux
    /// opens every signal again, and a blocked SIGTERM would end a program that has a terminal to put back.
    package static func main() {
        CurrentProcess.ignoreBrokenPipes()
        // Blocked before any other thread is started, so that no thread takes the default action. A command line that
        // cannot be parsed is reported by the second parsing.
        let isInteractive = (try? BulkheadCommand.parseAsRoot(arguments)) is any InteractiveCommand
        let signals = isInteractive ? try? SignalDescriptor(Interaction.signals) : nil
        Task.detached { await runAndExit() }
        DispatchSemaphore(value: 0).wait()
        _ = consume signals
    }

    /// The words of the command line; `--dispvm` alone, as Qubes' users write it, is that option without a template.
    private static var arguments: [String] {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.first == "run" else { return words }
        // Behind the first word that is no option everything is the command's.
        var isOption = true
        return words.enumerated().map { index, word in
            if index > 0, !word.hasPrefix("-") { isOption = false }
            return isOption && word == "--dispvm" ? "--dispvm=@dispvm" : word
        }
    }

    private static func runAndExit() async {
        do {
            try await run(try BulkheadCommand.parseAsRoot(arguments))
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
