package import FlowAnalysis
package import Machines

/// Turns the texts of `services.d` into a service map, and says everything that is wrong with them.
package enum ServiceMapReader {
    /// The most files.
    package static let maximumFileCount = 1_000
    /// The most services, all files together.
    package static let maximumEntryCount = 100_000

    /// What came out of reading.
    package struct Result: Sendable {
        /// The map; nil if, and only if, a problem is an error.
        package let map: ServiceMap?
        /// Everything that is wrong, ordered by file and place.
        package let problems: [Problem]
    }

    /// Reads a whole folder.
    ///
    /// - Parameter files: The files in any order. They count in the order of their paths: where two describe one
    ///   service, the later one is believed, so that an admin's file can correct a shipped one.
    /// - Returns: The map, unless there is an error, and all problems of all files.
    package static func read(_ files: [SourceFile]) -> Result {
        var problems: [Problem] = []
        var entries: [ServiceEntry] = []
        var files = files.sorted { $0.path < $1.path }
        if files.count > maximumFileCount {
            problems.append(
                Problem(
                    file: files[maximumFileCount].path, position: .start, message: "\(files.count) files of services",
                    expected: "at most \(maximumFileCount)"))
            files.removeLast(files.count - maximumFileCount)
        }
        for file in files {
            let read = ServiceFile(file)
            problems += read.problems
            entries += read.entries
            if entries.count > maximumEntryCount {
                problems.append(
                    Problem(
                        file: file.path, position: .start, message: "\(entries.count) services",
                        expected: "at most \(maximumEntryCount)"))
                break
            }
        }
        problems.sort()
        let isUsable = !problems.contains { $0.severity == .error }
        return Result(map: isUsable ? ServiceMap(entries) : nil, problems: problems)
    }
}
