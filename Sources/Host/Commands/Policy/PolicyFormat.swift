import ArgumentParser
import LinuxIO
import Machines
import Policy
import JSONText

struct PolicyFormat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Write policy files in the usual layout.",
        discussion: """
            Words stand in columns; comments, blank lines, the order and the meaning stay. A file with errors, or one \
            that nobody may write, is left as it is. '-' reads standard input and writes standard output.

            Exit status: 0 done; 1 with --check, a file is not laid out so; 2 a file has errors, or cannot be read or \
            written.
            """)

    @Argument(
        help: "Files, folders with .policy files, or '-'.", completion: .file(extensions: ["policy"]))
    var paths: [String]
    @Flag(help: "Change nothing; name the files that would change.")
    var check = false
    @Flag(help: "Print JSON: the files that change, and the errors of those that are left as they are.")
    var json = false
    @Flag(help: "Follow Qubes R4.3 in everything, or without its traps.")
    var language: PolicyLanguage = .strict

    func validate() throws {
        if json, paths.contains("-") { throw ValidationError("--json and '-' exclude one another.") }
    }

    func run() throws {
        let formatter = PolicyFormatter(mode: language == .compat ? .compat : .strict)
        var problems: [Problem] = []
        var changed: [String] = []
        for path in try paths.flatMap(Self.files) {
            do {
                guard try format(path, formatter), path != "-" else { continue }
                changed.append(path)
                if !json { CurrentProcess.writeOutput(path.sanitizedForDisplay(limit: 4_096) + "\n") }
            } catch let refusal as PolicyFormattingRefusal {
                problems += refusal.errors.map(\.problem)
            } catch let problem as Problem {
                problems.append(problem)
            } catch let error as SystemError {
                problems.append(Problem(file: path, position: .start, message: "cannot lay it out: \(error.reason)"))
            }
        }
        if json {
            CurrentProcess.writeOutput(
                JSONValue.object(["changed": .strings(changed), "problems": .array(problems.map(\.json))]).document)
        } else {
            for problem in problems { CurrentProcess.writeError(problem.description + "\n") }
        }
        if !problems.isEmpty { throw ExitCode(2) }
        if check, !changed.isEmpty { throw ExitCode.failure }
    }

    /// Lays out one file.
    ///
    /// - Returns: Whether it was not laid out so before.
    private func format(_ path: String, _ formatter: PolicyFormatter) throws -> Bool {
        let before =
            path == "-" ? StandardStream.readAll(0) : try FileSystem.read(path, limit: ReadingLimits().fileBytes)
        let after = try formatter.format(before, file: path == "-" ? "standard input" : path)
        let isChanged = after != before
        if path == "-" {
            if !check { _ = StandardStream.write(1, after) }
        } else if isChanged {
            // The file behind a link is written, not a new file in the link's place.
            let target = FileSystem.canonicalPath(path) ?? path
            if !check {
                let mode = FileSystem.permissions(target)?.mode ?? 0o644
                // A new file in its place would ask for no permission of the old one.
                guard mode & 0o222 != 0 else {
                    throw Problem(
                        file: path, position: .start, message: "cannot lay it out: the file is read-only",
                        expected: "a file that may be written, or --check")
                }
                try FileSystem.writeAtomically(target, after, mode: mode)
            }
        }
        return isChanged
    }

    /// The files that a word of the command line means.
    private static func files(_ path: String) throws -> [String] {
        if path == "-" || !FileSystem.isDirectory(path) { return [path] }
        let folder = FileSystem.isDirectory(path + "/policy.d") ? path + "/policy.d" : path
        do {
            return try FileSystem.list(folder).filter { $0.hasSuffix(".policy") && !$0.hasPrefix(".") }.sorted()
                .map { folder + "/" + $0 }
        } catch {
            throw CommandFailure("cannot read \(folder): \(error.reason)", code: 2)
        }
    }
}
