import Assertions
import LinuxIO
import Machines
import Policy
import PolicyFiles

/// The assertion files of a configuration, and the worlds that they name.
struct AssertionFiles {
    /// The statements.
    let assertions: AssertionSet
    /// What was probably not meant.
    let warnings: [Problem]
    /// The worlds that `world` lines name.
    let worlds: [String: World]

    /// Reads a folder of assertion files, or one file.
    ///
    /// - Parameter path: The folder, whose `*.assert` and `*.vectors` are read by name, or a file.
    /// - Throws: ``CommandFailure`` with status 2, after every problem was told on standard error.
    init(_ path: String) throws(CommandFailure) {
        let isFolder = FileSystem.isDirectory(path)
        let texts = try isFolder ? Self.texts(in: path) : [Self.text(path)]
        let reading = AssertionReader().read(texts)
        guard let assertions = reading.assertions else {
            for problem in reading.problems { CurrentProcess.writeError(problem.description + "\n") }
            if reading.untoldProblemCount > 0 {
                CurrentProcess.writeError("and \(reading.untoldProblemCount) more\n")
            }
            throw CommandFailure("the assertions have errors", code: 2)
        }
        self.assertions = assertions
        warnings = reading.problems
        worlds = try Self.worlds(assertions, besides: isFolder ? path : Self.folder(of: path))
    }

    private static func texts(in folder: String) throws(CommandFailure) -> [AssertionText] {
        let names: [String]
        do {
            names = try FileSystem.list(folder)
        } catch {
            throw CommandFailure(error.description, code: 2)
        }
        let suffixes = [AssertionReader.assertionsSuffix, AssertionReader.vectorsSuffix]
        var texts: [AssertionText] = []
        for name in names.sorted() where !name.hasPrefix(".") && suffixes.contains(where: name.hasSuffix) {
            texts.append(try text(folder == "/" ? folder + name : folder + "/" + name))
        }
        return texts
    }

    private static func text(_ path: String) throws(CommandFailure) -> AssertionText {
        do {
            return AssertionText(path: path, bytes: try FileSystem.read(path, limit: AssertionLimits().fileBytes + 1))
        } catch {
            throw CommandFailure(error.description, code: 2)
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func worlds(_ assertions: AssertionSet, besides folder: String) throws(CommandFailure) -> [String:
        World]
    {
        var worlds: [String: World] = [:]
        for world in assertions.worlds {
            let reading = WorldReading(file: world.name.hasPrefix("/") ? world.name : folder + "/" + world.name)
            guard let read = reading.world else {
                for problem in reading.problems { CurrentProcess.writeError(problem.description + "\n") }
                throw CommandFailure("the world that \(world.place) names cannot be read", code: 2)
            }
            worlds[world.name] = read
        }
        return worlds
    }
}
