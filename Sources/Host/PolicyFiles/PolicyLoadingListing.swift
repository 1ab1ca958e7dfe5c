import Machines
import Policy
import WorldFiles

/// Reads the files that a policy is checked with.
struct PolicyLoadingListing {
    /// The most files of one folder.
    static let fileLimit = 1_000
    /// The largest file, in bytes.
    static let byteLimit = 4 << 20

    let directory: String
    let trace: PolicyLoadingTrace

    /// The files of a folder by name; none when there is no such folder.
    ///
    /// What has the ending and cannot be read is an error: a check that is left out would go unseen.
    func files(in folder: String, ending: String, _ problems: inout [Problem]) -> [PolicyGateFile] {
        func problem(_ path: String, _ message: String, expected: String? = nil) {
            problems.append(Problem(file: path, position: .start, message: message, expected: expected))
        }
        let entries: [PolicyDirectoryEntry]
        do {
            entries = try trace.list(directory + "/" + folder) ?? []
        } catch {
            problem(folder, "cannot be read: \(error.reason)")
            return []
        }
        let names = entries.filter { $0.name.hasSuffix(ending) && !$0.name.hasPrefix(".") }.map(\.name)
        guard names.count <= Self.fileLimit else {
            problem(folder, "\(names.count) files", expected: "at most \(Self.fileLimit)")
            return []
        }
        return names.compactMap { name in
            let path = folder + "/" + name
            switch contents(path) {
            case .success(let bytes?) where bytes.count <= Self.byteLimit:
                return PolicyGateFile(path: path, bytes: bytes)
            case .success(.some): problem(path, "a large file", expected: "at most \(Self.byteLimit) bytes")
            case .success(nil): problem(path, "not a file", expected: "a regular file, or a link to one")
            case .failure(let error): problem(path, "cannot be read: \(error.reason)")
            }
            return nil
        }
    }

    /// The file of a world, by its path from the configuration directory or an absolute one.
    func world(_ path: String) -> Result<[UInt8]?, PolicyFileError> {
        contents(path, limit: WorldFile.maximumByteCount)
    }

    private func contents(_ path: String, limit: Int = byteLimit) -> Result<[UInt8]?, PolicyFileError> {
        Result { () throws(PolicyFileError) in
            try trace.contents(path.hasPrefix("/") ? path : directory + "/" + path, limit: limit)
        }
    }
}
